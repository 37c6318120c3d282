"""The computational graph of the model, drawn: values and shapes in boxes, arrows forward and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
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
STRIDE = 2.3
"""From one box of the chain to the next."""


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


def model_nodes(sizes: Sequence[int], activation: str) -> dict[str, Node]:
    """The boxes of the network, the way forward from left to right, parameters below.

    `sizes` are those of the input, each hidden layer and the output.
    """
    inputs, classes, depth = sizes[0], sizes[-1], len(sizes) - 1
    nodes = {"h0": Node(0.0, 2.0, r"$x$", f"n × {inputs}", VALUE_COLOUR)}
    for layer in range(1, depth + 1):
        shape, last = f"n × {sizes[layer]}", layer == depth
        before = "x" if layer == 1 else f"h_{{{layer - 1}}}"
        after = r"\theta" if last else rf"\varphi_{{{layer}}}"
        formula = rf"${after} = {before} W_{{{layer}}} + b_{{{layer}}}$"
        centre = STRIDE * (2 * layer - 1)
        nodes[f"phi{layer}"] = Node(centre, 2.0, formula, shape, OPERATION_COLOUR)
        weights = f"{sizes[layer - 1]} × {sizes[layer]}"
        to_weights = rf"$\bar W_{{{layer}}} = {before}^T \bar{after}$"
        to_biases = rf"$\bar b_{{{layer}}} = \Sigma_i\, (\bar{after})_i$"
        left, right = centre - 0.92, centre + 0.92
        nodes[f"W{layer}"] = Node(left, 0.0, rf"$W_{{{layer}}}$", weights, PARAMETER_COLOUR, to_weights)
        nodes[f"b{layer}"] = Node(
            right, 0.0, rf"$b_{{{layer}}}$", str(sizes[layer]), PARAMETER_COLOUR, to_biases
        )
        if not last:
            formula = rf"$h_{{{layer}}} = \sigma(\varphi_{{{layer}}})$"
            place = STRIDE * 2 * layer
            nodes[f"h{layer}"] = Node(place, 2.0, formula, f"{activation}, {shape}", OPERATION_COLOUR)
    end = STRIDE * 2 * depth
    formula = r"$\hat y = \mathrm{softmax}(\theta)$"
    nodes["yhat"] = Node(end, 2.0, formula, f"n × {classes}", OPERATION_COLOUR)
    nodes["J"] = Node(end + STRIDE, 2.0, r"$J$", "mean cross-entropy", VALUE_COLOUR)
    nodes["y"] = Node(end + STRIDE, 0.0, r"$y$", f"one-hot, n × {classes}", VALUE_COLOUR)
    return nodes


def model_arrows(depth: int) -> tuple[Arrow, ...]:
    """The arrows between the boxes of a network of so many layers of weights."""
    layers = range(1, depth + 1)
    forward = [Arrow(f"{kind}{layer}", f"phi{layer}") for layer in layers for kind in "Wb"]
    forward += [Arrow(f"h{layer - 1}", f"phi{layer}") for layer in layers]
    forward += [Arrow(f"phi{layer}", f"h{layer}") for layer in layers[:-1]]
    forward += [Arrow(f"phi{depth}", "yhat"), Arrow("yhat", "J"), Arrow("y", "J")]
    backward = [Arrow("J", f"phi{depth}", r"$\bar\theta = (\hat y - y)/n$")]
    for layer in reversed(layers[:-1]):
        later = r"\bar\theta" if layer + 1 == depth else rf"\bar\varphi_{{{layer + 1}}}"
        value = rf"$\bar h_{{{layer}}} = {later}\, W_{{{layer + 1}}}^T$"
        slope = rf"$\bar\varphi_{{{layer}}} = \bar h_{{{layer}}} \odot \sigma'(\varphi_{{{layer}}})$"
        backward += [Arrow(f"phi{layer + 1}", f"h{layer}", value), Arrow(f"h{layer}", f"phi{layer}", slope)]
    return (*forward, *backward)


def draw_model(run: TrainingRun) -> Figure:
    """Layers, shapes and parameters of the run's network; in red, the gradients on their way back."""
    from matplotlib.figure import Figure

    dataset, settings = run.dataset, run.settings
    sizes = [dataset.inputs, *settings.widths, dataset.classes]
    nodes = model_nodes(sizes, settings.activation)
    length = max(node.x for node in nodes.values())
    figure = Figure(figsize=(1.5 + length, 4.4), layout="constrained")
    axes = figure.subplots()
    for node in nodes.values():
        _draw_node(axes, node)
    for arrow in model_arrows(len(sizes) - 1):
        _draw_arrow(axes, nodes, arrow)
    parameters = sum((before + 1) * after for before, after in pairwise(sizes))
    axes.set_title(
        f"{dataset.title}: {'-'.join(map(str, sizes))} network, {parameters} parameters (red: gradients)"
    )
    axes.set_xlim(-1.2, length + 1.2)
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
        reach = (start.x - end.x) / STRIDE
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
