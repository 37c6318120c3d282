"""Training with proved gradients: data sets, the network, the loop, its checks and figures."""
