// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.Tensor;

/**
 * What a distribution needs from a network: named parameters, their widths and their constraints.
 *
 * @param outputs the parameters, in the order in which they lie in the network's output
 */
public record Head(List<Output> outputs) {

    /** How a raw output of a network becomes a parameter. */
    public enum Constraint {
        /** Any number: taken as it is. */
        REAL,
        /** A positive number: ln(1 + e^x). */
        POSITIVE
    }

    /**
     * One parameter.
     *
     * @param name what the paper calls it, in words
     * @param width how many numbers it has, at least 1
     * @param constraint what they may be
     */
    public record Output(String name, int width, Constraint constraint) {

        /** Checks the width. */
        public Output {
            if (width < 1) {
                throw new IllegalArgumentException(
                        "the width of " + name + " must be at least 1, is " + width);
            }
        }
    }

    /** Checks that there are outputs. */
    public Head {
        outputs = List.copyOf(outputs);
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("a head needs at least one output");
        }
    }

    /** Returns the head with the outputs given. */
    public static Head of(Output... outputs) {
        return new Head(List.of(outputs));
    }

    /** Returns an unconstrained output. */
    public static Output real(String name, int width) {
        return new Output(name, width, Constraint.REAL);
    }

    /** Returns a positive output. */
    public static Output positive(String name, int width) {
        return new Output(name, width, Constraint.POSITIVE);
    }

    /** Returns the number of raw outputs in all. */
    public int width() {
        return outputs.stream().mapToInt(Output::width).sum();
    }

    /**
     * Splits a network's output into the parameters, each under its constraint.
     *
     * @param raw [..., width]
     * @return one tensor [..., output width] per output, in order
     * @throws IllegalArgumentException if the last extent is not {@link #width}
     */
    public List<Tensor> split(Tensor raw) {
        if (raw.shape().extent(-1) != width()) {
            throw new IllegalArgumentException(
                    "a head of width " + width() + " cannot split an output of " + raw.shape());
        }
        List<Tensor> parameters = new ArrayList<>();
        int from = 0;
        for (Output output : outputs) {
            Tensor part = raw.slice(-1, from, from + output.width());
            parameters.add(output.constraint() == Constraint.POSITIVE ? part.softplus() : part);
            from += output.width();
        }
        return parameters;
    }
}
