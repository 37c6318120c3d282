"""A multilayer perceptron of any depth, trained on MNIST with the gradients proved here."""

from derivcheck.network import Architecture, NetworkTraining, state

RECIPES = {
    "plain": {},
    "strong": {
        "widths": (768, 768),
        "batch": 250,
        "epochs": 30,
        "learning_rate": 0.001,
        "weight_decay": 1e-5,
        "smoothing": 0.1,
        "shift": 2,
        "averaging": 0.999,
    },
}


def network(architecture):
    return state(
        "A multilayer perceptron learns to read digits",
        "Coursework, MNIST exercise; data: LeCun, Cortes and Burges, The MNIST database (1998)",
        architecture,
    )


problem = network(Architecture(hidden=1, activation="relu", weight_decay=True))
problem.training = NetworkTraining(network, "mnist", RECIPES)
