"""A multilayer perceptron trained on Fashion-MNIST with the gradients proved here.

The plain recipe has one hidden layer (89.8 % of the test images), `--recipe deep` two (90.0 %).
"""

from derivcheck.network import Architecture, NetworkTraining, state

RECIPES = {
    "plain": {"widths": (1024,), "epochs": 15, "weight_decay": 5e-5, "smoothing": 0.1},
    "deep": {"widths": (512, 256), "batch": 200, "epochs": 15, "weight_decay": 5e-5, "smoothing": 0.1},
}


def network(architecture):
    return state(
        "A multilayer perceptron tells garments apart",
        "Coursework, Fashion-MNIST exercise; data: Xiao, Rasul and Vollgraf, Fashion-MNIST (2017)",
        architecture,
    )


problem = network(Architecture(hidden=1, activation="relu", weight_decay=True, smoothing=True))
problem.training = NetworkTraining(network, "fashion-mnist", RECIPES)
