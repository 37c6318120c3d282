"""A multilayer perceptron of any depth, trained on MNIST with the gradients proved here.

The plain recipe has one hidden layer of 1024 units (98.4 % of the test images, half a minute on 2 cores).
`derivcheck run mnist_mlp --recipe strong` has two of 768, learns from images shifted by up to 2 pixels
against smoothed labels, and is tested with the moving average of its weights (99.3 %, under 3 minutes).
Every term of either objective is one whose gradient is proved; --width 512,256 --activation tanh
--optimizer momentum and so on change a recipe, and what is proved with it.
"""

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
