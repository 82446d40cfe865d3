// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A normalisation, {@code y = w (x - m) / sqrt(v + 1e-5) + b}, with m and v the mean and the
 * variance of a group of numbers, without Bessel's correction. w and b are learned and start at 1
 * and 0, as in PyTorch. Shapes stay. The numbers of a vector are its channels.
 */
public interface Normalization extends LayerPart {

    /** What is added to the variance, as in PyTorch. */
    double EPSILON = 1e-5;

    /**
     * Numbers in groups, each standardised:
     *
     * <pre>
     *   y = (x - m) r,   r = 1 / sqrt(v + 1e-5)
     *   dL/dx = r (g - mean(g) - y mean(g y)),   g = dL/dy
     * </pre>
     *
     * <p>Of a group of equal numbers y is 0.
     *
     * @param y with its gradient, once {@link #of} has returned it
     * @param mean m, with the axes of the groups at extent 1, without a gradient
     * @param variance v, likewise
     * @param scale r, likewise
     */
    record Standardized(Tensor y, Tensor mean, Tensor variance, Tensor scale) {

        /**
         * Standardises.
         *
         * @param axes that a group spans
         */
        static Standardized of(Tensor x, int... axes) {
            Shape one = x.shape().reduce(x.shape().axes(axes), true);
            Standardized all = x.runtime().unrecorded(() -> computed(x, one, axes));
            Pullback pullback =
                    Pullback.of(
                            g ->
                                    g.sub(g.mean(axes).reshape(one))
                                            .sub(all.y.mul(g.mul(all.y).mean(axes).reshape(one)))
                                            .mul(all.scale));
            Tensor y = x.runtime().record(all.y, pullback, List.of(x));
            return new Standardized(y, all.mean, all.variance, all.scale);
        }

        private static Standardized computed(Tensor x, Shape one, int... axes) {
            Tensor mean = x.mean(axes).reshape(one);
            Tensor from = x.sub(mean);
            Tensor variance = from.square().mean(axes).reshape(one);
            Tensor scale = variance.add(EPSILON).sqrt().reciprocal();
            return new Standardized(from.mul(scale), mean, variance, scale);
        }
    }

    /**
     * Returns the layer that scales and shifts what a function makes of rows of a shape.
     *
     * @param affine the shape of w and b
     * @param rows the shape of a row that the function sees and returns
     * @param state further parameters
     */
    private static Layer layer(
            LayerInput input,
            Shape affine,
            Shape rows,
            List<Parameter> state,
            Layer.Function standardized) {
        TensorRuntime runtime = input.context().runtime();
        Parameter weight = Parameter.learned("weight", runtime.ones(affine));
        Parameter bias = Parameter.learned("bias", runtime.zeros(affine));
        List<Parameter> all = new ArrayList<>(List.of(weight, bias));
        all.addAll(state);
        return new Layer(
                input.seen(),
                all,
                (x, pass) ->
                        standardized
                                .of(x.reshape(rows.prepend(x.shape().extent(0))), pass)
                                .mul(weight.value())
                                .add(bias.value())
                                .reshape(x.shape()));
    }

    /** A number alone is its mean, so that y would be constant. */
    private static void requireSeveral(int numbers) {
        if (numbers < 2) {
            throw new IllegalArgumentException(
                    "a group of one number becomes a constant\nleave it out, or take larger groups");
        }
    }

    /** Returns channels and pixels. */
    private static Shape channels(Shape seen) {
        return Shape.of(seen.extent(0), seen.from(1).size());
    }

    /**
     * Layer normalisation (Ba et al. 2016, equations 3 and 4): a group is all numbers of a row, of
     * an image too. w and b have the shape of a row, as in {@code nn.LayerNorm}.
     */
    @Cites("ba2016")
    @Part(
            value = "layer-norm",
            description = "every row with mean 0 and variance 1, then scaled and shifted by number",
            paper = "Ba et al. (2016), eqs. 3 and 4")
    record LayerNorm() implements Normalization {

        @Override
        public Layer create(LayerInput input) {
            Shape row = Shape.of(input.seen().size());
            requireSeveral(row.size());
            return layer(input, row, row, List.of(), (x, pass) -> Fused.standardize(x, EPSILON));
        }
    }

    /**
     * Group normalisation (Wu and He 2018, equations 1, 6 and 7): a group is some neighbouring
     * channels of a row, over all pixels. w and b have one number per channel, as in {@code
     * nn.GroupNorm}.
     */
    @Cites("wu2018group")
    @Part(
            value = "group-norm",
            description =
                    "every group of channels of a row with mean 0 and variance 1, then scaled and"
                            + " shifted by channel",
            paper = "Wu and He (2018), eqs. 1, 6 and 7")
    record GroupNorm(
            @Setting(value = "number of groups, which divides the channels", defaultValue = "8")
                    int groups)
            implements Normalization {

        public GroupNorm {
            Counts.atLeastOne("groups", groups);
        }

        @Override
        public Layer create(LayerInput input) {
            Shape row = channels(input.seen());
            int channels = row.extent(0);
            if (channels % groups != 0) {
                throw new IllegalArgumentException(
                        groups + " groups do not divide " + channels + " channels\nset groups");
            }
            requireSeveral(row.size() / groups);
            return layer(
                    input,
                    Shape.of(channels, 1),
                    row,
                    List.of(),
                    (x, pass) ->
                            Fused.standardize(
                                            x.reshape(
                                                    x.shape().extent(0),
                                                    groups,
                                                    row.size() / groups),
                                            EPSILON)
                                    .reshape(x.shape()));
        }
    }

    /**
     * Batch normalisation (Ioffe and Szegedy 2015, algorithms 1 and 2). w and b have one number per
     * channel.
     *
     * <ul>
     *   <li>In a training step a group is a channel over all n rows and pixels. The running mean
     *       and variance then move by 0.1 of the way towards m and {@code v n / (n - 1)}. They
     *       start at 0 and 1, as in {@code nn.BatchNorm1d} and {@code nn.BatchNorm2d}.
     *   <li>Outside of one m and v are the running ones, so rows do not influence one another.
     * </ul>
     *
     * <p>Several calls in one step update the running statistics one after another.
     */
    @Cites("ioffe2015")
    @Part(
            value = "batch-norm",
            description =
                    "every channel with mean 0 and variance 1, of the batch in a training step and of"
                            + " running statistics in evaluation, then scaled and shifted",
            paper = "Ioffe and Szegedy (2015), algorithms 1 and 2")
    record BatchNorm() implements Normalization {

        private static final double MOMENTUM = 0.1;

        @Override
        public Layer create(LayerInput input) {
            Shape row = channels(input.seen());
            Shape column = row.with(1, 1);
            TensorRuntime runtime = input.context().runtime();
            Parameter mean = Parameter.state("runningMean", runtime.zeros(column));
            Parameter variance = Parameter.state("runningVariance", runtime.ones(column));
            return layer(
                    input,
                    column,
                    row,
                    List.of(mean, variance),
                    (x, pass) ->
                            pass.isPresent()
                                    ? ofBatch(x, input.place(), pass.get(), mean, variance)
                                    : x.sub(mean.value())
                                            .mul(
                                                    variance.value()
                                                            .add(EPSILON)
                                                            .sqrt()
                                                            .reciprocal()));
        }

        private Tensor ofBatch(
                Tensor x,
                String place,
                TrainingMode.Pass pass,
                Parameter mean,
                Parameter variance) {
            int n = x.shape().extent(0) * x.shape().extent(2);
            if (n < 2) {
                throw new IllegalArgumentException(
                        place
                                + ": batch-norm needs more than one value per channel in a training"
                                + " step, and gets one\nraise training.batch, or use layer-norm");
            }
            Standardized batch = Standardized.of(x, 0, 2);
            pass.update(
                    clock -> {
                        move(mean, batch.mean());
                        move(variance, batch.variance().mul(n / (n - 1.0)));
                    });
            return batch.y();
        }

        private void move(Parameter running, Tensor found) {
            Tensor to = found.reshape(running.value().shape()).mul(MOMENTUM);
            running.assign(running.value().mul(1 - MOMENTUM).add(to));
        }
    }
}
