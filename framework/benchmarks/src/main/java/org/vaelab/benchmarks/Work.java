// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Locale;

/** The kinds of work of a training step, as a backend sees them. */
enum Work {
    /** Matrix products and convolutions. */
    PRODUCTS,
    /** Biases and activations of layers, and the gradients of activations. */
    ACTIVATIONS,
    /** The Bernoulli likelihood and its gradient. Other likelihoods are composed of arithmetic. */
    LIKELIHOOD,
    /** Adam. */
    OPTIMISER,
    /** Draws, and their copies. */
    NOISE,
    /** Functions of elements, reductions and softmax: densities, divergences, sums of gradients. */
    ARITHMETIC,
    /** Slices, concatenations, gathers and other changes of shape. */
    ARRANGEMENT,
    /** Regions, constants, and copies from and to Java. */
    MEMORY,
    /** What the operations leave: the tape, tensors, the trainer. */
    BOOKKEEPING;

    /** Returns the kind of an operation of a backend. */
    static Work of(String operation) {
        return switch (operation) {
            case "matmul", "linear", "convolve" -> PRODUCTS;
            case "convolveInputGradient", "convolveKernelGradient" -> PRODUCTS;
            case "activationGradient" -> ACTIVATIONS;
            case "bernoulliLogProbability", "bernoulliLogProbabilityGradient" -> LIKELIHOOD;
            case "adam", "momentum", "rmsProp", "norm" -> OPTIMISER;
            case "draw", "bernoulli" -> NOISE;
            case "unary", "binary", "where", "cast", "normalKl" -> ARITHMETIC;
            case "reduce", "softmax", "logSoftmax", "argMax", "sortOrder" -> ARITHMETIC;
            case "reshape", "permute", "broadcastTo", "slice", "pad" -> ARRANGEMENT;
            case "concatenate", "gather", "scatterAdd", "oneHot" -> ARRANGEMENT;
            case "create", "fill", "keep", "release", "assign", "openRegion" -> MEMORY;
            case "readFloats", "readDoubles", "readInts" -> MEMORY;
            default -> BOOKKEEPING;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
