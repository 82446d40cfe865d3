// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Locale;
import org.vaelab.framework.tensor.spi.Operation;

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
    static Work of(Operation operation) {
        if (operation instanceof Operation.Product) {
            return PRODUCTS;
        }
        if (operation instanceof Operation.ActivationGradient) {
            return ACTIVATIONS;
        }
        if (operation instanceof Operation.BernoulliLogProbability
                || operation instanceof Operation.BernoulliLogProbabilityGradient) {
            return LIKELIHOOD;
        }
        if (operation instanceof Operation.Fill) {
            return MEMORY;
        }
        return isArrangement(operation) ? ARRANGEMENT : ARITHMETIC;
    }

    private static boolean isArrangement(Operation operation) {
        return operation instanceof Operation.Reshape
                || operation instanceof Operation.Permute
                || operation instanceof Operation.BroadcastTo
                || operation instanceof Operation.Slice
                || operation instanceof Operation.Pad
                || operation instanceof Operation.Concatenate
                || operation instanceof Operation.Gather
                || operation instanceof Operation.ScatterAdd
                || operation instanceof Operation.OneHot;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
