"""How another page shows the public map: the iframe's code for a chosen view, and its address as a QR code."""

import streamlit as st

import locales
from locales import _
from publishing import addresses, snippet
from reports import qr
from settings import settings
from sites.edition import Edition
from sites.facilities import layer

HEIGHTS = (480, 640, 800)
LAYERS = ("parking", "charging", "elevators")


def builder(is_public: bool, edition: Edition) -> None:
    """Draw the builder: the view's options, the code, the QR code."""
    st.subheader(_("嵌入到网页"), anchor=False)
    if not settings().public_url:
        st.caption(_("还没有设置居民打开的网址（ONEMAP_PUBLIC_URL），下面用示例网址，请换成自己的。"))
    subdistrict = st.selectbox(
        _("街道"),
        ["", *edition.arrays.subdistricts],
        key="embed_subdistrict",
        format_func=lambda name: name or _("全部"),
    )
    language, height = st.columns(2)
    with language:
        lang = st.selectbox(
            _("语言"), list(locales.LANGUAGES), key="embed_lang", format_func=locales.LANGUAGES.__getitem__
        )
    with height:
        tall = st.selectbox(_("高度"), HEIGHTS, index=1, key="embed_height", format_func=lambda n: f"{n} px")
    shown = st.multiselect(
        _("打开时显示的设施"), LAYERS, key="embed_layers", format_func=lambda name: layer(name).label,
        placeholder=_("不显示"),
    )  # fmt: skip
    view = {
        "subdistrict": subdistrict, "layers": ",".join(shown), "lang": "" if lang == settings().lang else lang,
    }  # fmt: skip
    base = settings().public_url or "https://map.example.org/embed"
    url = snippet.address(base, view)
    st.code(snippet.code(url, _("老旧小区改造一张图"), tall), language=None, wrap_lines=True)
    picture, said = st.columns([1, 2], vertical_alignment="center")
    with picture:
        st.image(qr.png(url), width=132, alt=_("手机扫码打开这个视图"))
    with said:
        st.caption(_("手机扫码打开这个视图"))
        st.text(url)
        if not is_public:
            st.caption(_("公开一期之后，这个网址才有内容。"))
        st.caption(_("本机上的公开页面：{path}").format(path=addresses.APP + "/"))
