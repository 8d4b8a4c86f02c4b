"""The deterministic generator of the demo's files: 51 invented compounds in a sketched Chongchuan. 演示数据（虚构）."""

from demo.edition import write

__all__ = ["write"]
