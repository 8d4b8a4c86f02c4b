// The one place that knows the map's frame: it lies in the page, at the same origin.
const LOOK_MS = 120;

export class Stage {
  constructor(screen) {
    this.screen = screen;
  }

  get frame() {
    return document.querySelector(".st-key-map iframe")?.contentWindow ?? null;
  }

  // Null while the map has not come.
  get map() {
    const onemap = this.frame?.onemap;
    return onemap?.ready ? onemap : null;
  }

  height() {
    return document.querySelector(".st-key-map")?.getBoundingClientRect().height ?? 0;
  }

  fly(place) {
    this.map?.fly(place);
  }

  wear(theme) {
    this.map?.stage.wear(theme);
  }

  picture(ratio) {
    return this.map?.stage.picture(ratio) ?? null;
  }

  leaveRoom({ room, covers }) {
    this.map?.stage.leave(room, covers);
  }

  // The map may come after the words: it is dressed, given room and listened to once it stands.
  arrive() {
    clearTimeout(this.waiting);
    const { map, frame } = this;
    if (!map) {
      if (this.screen.node.isConnected || !this.known) this.waiting = setTimeout(() => this.arrive(), LOOK_MS);
      return;
    }
    if (this.known === frame) return;
    this.known = frame;
    this.screen.hear(frame);
    map.stage.wear(this.screen.theme);
    this.leaveRoom(this.screen.board.over());
    map.fly(this.screen.step.place);
    this.screen.node.dataset.map = "stands";
    frame.addEventListener("onemap:chose", ({ detail }) => {
      const { geometry } = map.model;
      const building = detail.kind === "building" ? geometry.buildingIndex.get(detail.id) : undefined;
      const compound = building === undefined ? detail.id : geometry.compounds.id[geometry.buildings.compound[building]];
      this.screen.goTo(`compound:${compound}`);
    });
  }
}
