"""The computational graph of the model, drawn: values and shapes in boxes, arrows forward and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivcheck.training.record import TrainingRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

VALUE_COLOUR = "#e8f0fe"
OPERATION_COLOUR = "#fff4d6"
PARAMETER_COLOUR = "#e6f4ea"
BACKWARD_COLOUR = "#b3261e"
BOX = (1.5, 0.95)


@dataclass(frozen=True, slots=True)
class Node:
    """A box: its place, its mathematics, and a second line (a shape, a name), its gradient below."""

    x: float
    y: float
    formula: str
    detail: str
    colour: str
    gradient: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one node to another; a backward arrow carries the name of a gradient."""

    start: str
    end: str
    gradient: str = ""


def model_nodes(inputs: int, width: int, classes: int, activation: str) -> dict[str, Node]:
    """The boxes of the two-layer network, the way forward from left to right, parameters below."""
    chain = [
        ("x", r"$x$", f"n × {inputs}", VALUE_COLOUR),
        ("phi", r"$\varphi = xW_1 + b_1$", f"n × {width}", OPERATION_COLOUR),
        ("h", r"$h = \sigma(\varphi)$", f"{activation}, n × {width}", OPERATION_COLOUR),
        ("theta", r"$\theta = hW_2 + b_2$", f"n × {classes}", OPERATION_COLOUR),
        ("yhat", r"$\hat y = \mathrm{softmax}(\theta)$", f"n × {classes}", OPERATION_COLOUR),
        ("J", r"$J$", "mean cross-entropy", VALUE_COLOUR),
    ]
    nodes = {
        name: Node(2.3 * place, 2.0, formula, detail, colour)
        for place, (name, formula, detail, colour) in enumerate(chain)
    }
    for layer, place, shape in ((1, 1, (inputs, width)), (2, 3, (width, classes))):
        centre = 2.3 * place
        source, error = (r"x", r"\bar\varphi") if layer == 1 else ("h", r"\bar\theta")
        to_weights = rf"$\bar W_{layer} = {source}^T {error}$"
        to_bias = rf"$\bar b_{layer} = \Sigma_i\, {error}_i$"
        weights = f"{shape[0]} × {shape[1]}"
        nodes[f"W{layer}"] = Node(centre - 0.92, 0.0, rf"$W_{layer}$", weights, PARAMETER_COLOUR, to_weights)
        nodes[f"b{layer}"] = Node(
            centre + 0.92, 0.0, rf"$b_{layer}$", str(shape[1]), PARAMETER_COLOUR, to_bias
        )
    nodes["y"] = Node(2.3 * 5, 0.0, r"$y$", f"one-hot, n × {classes}", VALUE_COLOUR)
    return nodes


ARROWS = (
    Arrow("x", "phi"),
    Arrow("phi", "h"),
    Arrow("h", "theta"),
    Arrow("theta", "yhat"),
    Arrow("yhat", "J"),
    Arrow("y", "J"),
    *(Arrow(f"{kind}{layer}", value) for layer, value in ((1, "phi"), (2, "theta")) for kind in "Wb"),
    Arrow("J", "theta", r"$\bar\theta = (\hat y - y)/n$"),
    Arrow("theta", "h", r"$\bar h = \bar\theta\, W_2^T$"),
    Arrow("h", "phi", r"$\bar\varphi = \bar h \odot \sigma'(\varphi)$"),
)


def draw_model(run: TrainingRun) -> Figure:
    """Layers, shapes and parameters of the run's network; in red, the gradients on their way back."""
    from matplotlib.figure import Figure

    dataset, settings = run.dataset, run.settings
    figure = Figure(figsize=(13.0, 4.4), layout="constrained")
    axes = figure.subplots()
    nodes = model_nodes(dataset.inputs, settings.width, dataset.classes, settings.activation)
    for node in nodes.values():
        _draw_node(axes, node)
    for arrow in ARROWS:
        _draw_arrow(axes, nodes, arrow)
    parameters = settings.width * (dataset.inputs + 1) + dataset.classes * (settings.width + 1)
    axes.set_title(
        f"{dataset.title}: {dataset.inputs}-{settings.width}-{dataset.classes} network, "
        f"{parameters} parameters (red: gradients)"
    )
    axes.set_xlim(-1.2, 12.7)
    axes.set_ylim(-1.1, 3.7)
    axes.set_aspect("equal")
    axes.axis("off")
    return figure


def _draw_node(axes: Axes, node: Node) -> None:
    from matplotlib.patches import FancyBboxPatch

    width, height = BOX
    corner = (node.x - width / 2, node.y - height / 2)
    box = FancyBboxPatch(corner, width, height, boxstyle="round,pad=0.06", fc=node.colour, ec="#444444")
    axes.add_patch(box)
    axes.text(node.x, node.y + 0.16, node.formula, ha="center", va="center", fontsize=10)
    axes.text(node.x, node.y - 0.22, node.detail, ha="center", va="center", fontsize=7.5, color="#333333")
    axes.text(node.x, node.y - 0.85, node.gradient, ha="center", fontsize=9, color=BACKWARD_COLOUR)


def _draw_arrow(axes: Axes, nodes: dict[str, Node], arrow: Arrow) -> None:
    """Forward arrows run straight between the boxes, backward ones arch above them."""
    start, end = nodes[arrow.start], nodes[arrow.end]
    half_width, half_height = BOX[0] / 2 + 0.07, BOX[1] / 2 + 0.07
    if arrow.gradient:
        tail, head = (start.x - 0.25, start.y + half_height), (end.x + 0.25, end.y + half_height)
        reach = (start.x - end.x) / 2.3
        style = {"arrowstyle": "-|>", "ls": "--", "color": BACKWARD_COLOUR}
        style["connectionstyle"] = f"arc3,rad={0.45 / reach**0.5:.2f}"
        middle = ((tail[0] + head[0]) / 2, tail[1] + 0.42 + 0.3 * reach)
        axes.text(*middle, arrow.gradient, ha="center", fontsize=9, color=BACKWARD_COLOUR)
    elif start.y == end.y:
        tail, head = (start.x + half_width, start.y), (end.x - half_width, end.y)
        style = {"arrowstyle": "-|>", "color": "#444444"}
    else:
        tail, head = (start.x, start.y + half_height), (end.x + (start.x - end.x) / 3, end.y - half_height)
        style = {"arrowstyle": "-|>", "color": "#444444"}
    axes.annotate("", xy=head, xytext=tail, arrowprops=style)
