// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;

/**
 * The outputs that a distribution needs from a network: named parameters, their widths and their
 * constraints.
 *
 * <p>Parameters may lie on a grid, the same number c of each at every position. Each output is then
 * [..., rows columns c] with the c numbers of one position side by side, positions row by row.
 * Convolutional networks produce them position by position; a perceptron ignores the grid.
 *
 * @param outputs the parameters, in the order in which they lie in the network's output
 * @param grid where they lie, if on a grid
 * @param beside where the outputs are added to those of a layer that is not the network's: the
 *     number of inputs of that layer. The last weights then start as if the two were one layer; 0:
 *     as any
 */
public record Head(List<Output> outputs, Optional<Grid> grid, int beside) {

    /** The map from a raw network output to a parameter. */
    public enum Constraint {
        /** Any number: taken as it is. */
        REAL,
        /**
         * A positive number: ln(1 + e^x), of an x that is softly bounded from below. Without the
         * bound the number underflows to 0 in single precision.
         */
        POSITIVE
    }

    private static final double LEAST_RAW = -30;

    /**
     * One parameter.
     *
     * @param name what the paper calls it, in words
     * @param width how many numbers it has, at least 1
     * @param constraint what they may be
     */
    public record Output(String name, int width, Constraint constraint) {

        public Output {
            if (width < 1) {
                throw new IllegalArgumentException(
                        "the width of " + name + " must be at least 1, is " + width);
            }
        }

        /** Returns this parameter as one of a part: {@code part.name}. */
        public Output within(String part) {
            return new Output(part + "." + name, width, constraint);
        }
    }

    public Head {
        outputs = List.copyOf(outputs);
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("a head needs at least one output");
        }
        if (grid.isPresent()) {
            outputs.forEach(output -> requireOn(grid.get(), output));
        }
    }

    /** Creates a head whose outputs are not added to those of another layer. */
    public Head(List<Output> outputs, Optional<Grid> grid) {
        this(outputs, grid, 0);
    }

    /** Returns this head as that of a network whose outputs are added to another layer's. */
    public Head beside(int inputs) {
        return new Head(outputs, grid, inputs);
    }

    private static void requireOn(Grid grid, Output output) {
        if (output.width() % grid.positions() != 0) {
            throw new IllegalArgumentException(
                    "the %s numbers of %s do not divide among the %s positions of a grid of %s"
                            .formatted(output.width(), output.name(), grid.positions(), grid));
        }
    }

    /** Returns the head with the outputs given, on no grid. */
    public static Head of(Output... outputs) {
        return new Head(List.of(outputs), Optional.empty());
    }

    /**
     * Returns this head with its parameters on a grid.
     *
     * @throws IllegalArgumentException if the width of an output is no multiple of the positions
     */
    public Head onGrid(Grid positions) {
        return new Head(outputs, Optional.of(positions), beside);
    }

    public static Output real(String name, int width) {
        return new Output(name, width, Constraint.REAL);
    }

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
            parameters.add(
                    output.constraint() == Constraint.POSITIVE
                            ? SoftBounds.above(part, LEAST_RAW).softplus()
                            : part);
            from += output.width();
        }
        return parameters;
    }
}
