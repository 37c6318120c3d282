"""Softmax regression on Fashion-MNIST, its hyperparameters searched for on a validation split.

Learning rate, batch size, epochs and alpha are those of the smallest loss on the last sixth of the training
images; the test images are looked at once, at the end. Results of the search are kept as they come: a
search that is cut goes on. `--recipe thorough` searches 576 settings instead of 36.
"""

from derivcheck.network import Architecture, SearchedTraining, state

SETTINGS = {"widths": (), "optimizer": "sgd", "schedule": "cosine"}
GRIDS = {
    "plain": {
        "batches": (50, 100),
        "epochs": (10, 40),
        "learning_rates": (0.05, 0.1, 0.2),
        "weight_decays": (1e-5, 1e-4, 1e-3),
    },
    "thorough": {
        "batches": (20, 50, 100, 200),
        "epochs": (10, 20, 40, 80),
        "learning_rates": (0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
        "weight_decays": (1e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3),
    },
}


def network(architecture):
    return state(
        "Softmax regression tells garments apart",
        "Coursework, softmax regression exercise; data: Xiao, Rasul and Vollgraf, Fashion-MNIST (2017)",
        architecture,
    )


problem = network(Architecture(hidden=0, weight_decay=True))
problem.training = SearchedTraining(network, "fashion-mnist", SETTINGS, GRIDS)
