// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.Network.RowNetwork;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

@Part(
        value = "steps",
        description = "a multi-layer perceptron of each step of a series, the same for all steps")
public record Steps(
        @Setting(
                        value = "widths of the dense hidden layers of each step",
                        defaultValue = "[64, 64]")
                List<Integer> hidden,
        Activation activation,
        Initializer initializer)
        implements Architecture {

    public Steps {
        hidden = Counts.widths("hidden", hidden);
    }

    @Override
    public Network encoder(EncoderInput input, Head head) {
        return new StepNetwork(this, input.context(), input.seen(), input.beside(), head);
    }

    @Override
    public Decoder decoder(DecoderInput input, Head head) {
        int steps = input.data().height();
        DataShape seen = new DataShape(1, steps, share("z", input.width(), steps));
        return new StepNetwork(this, input.context(), seen, input.beside(), head);
    }

    @Override
    public Optional<Architecture> mirrored() {
        return Optional.of(new Steps(Architecture.reversed(hidden), activation, initializer));
    }

    /** Returns the numbers of each step of some numbers. */
    private static int share(String name, int width, int steps) {
        if (width % steps != 0) {
            throw new IllegalArgumentException(
                    ("architecture 'steps' divides numbers among the %s steps of a series, and"
                                    + " the %s numbers of %s do not divide; set latent to a multiple of %s, or"
                                    + " use network.encoder: mlp")
                            .formatted(steps, width, name, steps));
        }
        return width / steps;
    }

    /**
     * One perceptron for each step of a series alike: from the numbers of a step, and what is
     * beside the series, to the numbers of a head at that step. Steps do not see one another. Of
     * known inputs ({@link ValueSplit#INPUTS}) a step sees its own.
     *
     * <p>Inputs lie in planes of T steps, such as values and then a mask. Each output of the head
     * has the same number of numbers at each step, step by step.
     */
    private static final class StepNetwork implements Decoder, RowNetwork {

        private final Mlp network;
        private final int planes;
        private final int steps;
        private final int inputs;
        private final int beside;

        /** Of what is beside the series, how many numbers each step sees: its own inputs, or all. */
        private final int further;

        private final List<Integer> outputs = new ArrayList<>();

        /**
         * Makes the network with drawn weights.
         *
         * @param input the planes, steps and numbers at a step
         * @param beside how many further numbers follow the series
         */
        StepNetwork(Steps layers, PartContext context, DataShape input, int beside, Head head) {
            this.planes = input.channels();
            this.steps = input.height();
            this.inputs = input.size();
            this.beside = beside;
            boolean areInputs =
                    context.data()
                            .split()
                            .flatMap(all -> all.find(ValueSplit.INPUTS))
                            .filter(part -> part.width() == beside)
                            .isPresent();
            this.further = areInputs ? beside / steps : beside;
            if (steps < 2) {
                throw new IllegalArgumentException(
                        "architecture 'steps' is for series of two steps at least, as of source:"
                                + " series; an example has shape "
                                + input
                                + "\nuse network.encoder: mlp");
            }
            for (Head.Output output : head.outputs()) {
                outputs.add(share(output.name(), output.width(), steps));
            }
            int width = outputs.stream().mapToInt(Integer::intValue).sum();
            this.network =
                    new Mlp(
                            context.runtime(),
                            context.key(),
                            inputs / steps + further,
                            layers.hidden,
                            width,
                            layers.activation,
                            layers.initializer);
            network.startBeside(head.beside());
        }

        @Override
        public int inputs() {
            return inputs + beside;
        }

        @Override
        public Tensor ofRows(Tensor rows) {
            int n = rows.shape().extent(0);
            Tensor seen =
                    rows.slice(1, 0, inputs)
                            .reshape(n, planes, steps, inputs / planes / steps)
                            .permute(0, 2, 1, 3)
                            .reshape(n, steps, inputs / steps);
            if (beside > 0) {
                Tensor known = rows.slice(1, inputs, inputs + beside).reshape(n, -1, further);
                Shape each = Shape.of(n, steps, further);
                seen = Tensor.concatenate(List.of(seen, known.broadcastTo(each)), -1);
            }
            Tensor found = network.apply(seen);
            List<Tensor> parts = new ArrayList<>();
            int from = 0;
            for (int width : outputs) {
                parts.add(found.slice(-1, from, from + width).reshape(n, steps * width));
                from += width;
            }
            return Tensor.concatenate(parts, -1);
        }

        /** Starts each step from the mean over the steps. */
        @Override
        public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
            double[] whole = headOutput.apply(mean);
            double[] each = new double[outputs.stream().mapToInt(Integer::intValue).sum()];
            int next = 0;
            int start = 0;
            for (int width : outputs) {
                for (int i = 0; i < steps * width; i++) {
                    each[start + i % width] += whole[next++] / steps;
                }
                start += width;
            }
            network.startAt(each);
        }

        @Override
        public List<Parameter> parameters() {
            return network.parameters();
        }
    }
}
