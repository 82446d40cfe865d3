// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, algorithms 1 and 2): {@code y = w (x - m) / sqrt(v + epsilon)
 * + b}. The numbers of a vector are its channels. w and b have one number per channel and start at 1 and 0.
 *
 * <ul>
 *   <li>In a training step m and v are the mean and the variance of a channel over all n rows and
 *       pixels. The running ones then move towards m and {@code v n / (n - 1)} by the momentum. They
 *       start at 0 and 1, as those of PyTorch's {@code nn.BatchNorm1d} and {@code nn.BatchNorm2d}.
 *   <li>Outside of one m and v are the running ones, so rows do not influence one another.
 * </ul>
 *
 * <p>Several calls in one step update the running statistics one after another.
 */
@Part(
        value = "batch-norm",
        description =
                "every channel with mean 0 and variance 1, of the batch in a training step and of"
                        + " running statistics in evaluation, then scaled and shifted",
        paper = "Ioffe and Szegedy (2015), algorithms 1 and 2")
public record BatchNorm(
        @Setting(
                        value = "weight of a step in the running statistics, above 0, at most 1",
                        defaultValue = "0.1")
                double momentum,
        @Setting(value = "added to the variance, above 0", defaultValue = "1e-5") double epsilon)
        implements LayerPart {

    public BatchNorm {
        if (!(momentum > 0 && momentum <= 1)) {
            throw new SettingException("momentum", "must be above 0 and at most 1, is " + momentum);
        }
        Counts.positive("epsilon", epsilon);
    }

    @Override
    public Layer create(LayerInput input) {
        TensorRuntime runtime = input.context().runtime();
        int channels = input.seen().extent(0);
        Shape column = Shape.of(channels, 1);
        Normalisation of =
                new Normalisation(
                        this,
                        input.place(),
                        Shape.of(channels, input.seen().size() / channels),
                        Parameter.learned("weight", runtime.ones(column)),
                        Parameter.learned("bias", runtime.zeros(column)),
                        Parameter.state("runningMean", runtime.zeros(column)),
                        Parameter.state("runningVariance", runtime.ones(column)));
        return new Layer(
                input.seen(), List.of(of.weight, of.bias, of.mean, of.variance), of::apply);
    }

    /**
     * The layer of one place.
     *
     * @param shape of a row: channels and pixels
     * @param weight [channels, 1], as all parameters
     */
    private record Normalisation(
            BatchNorm settings,
            String place,
            Shape shape,
            Parameter weight,
            Parameter bias,
            Parameter mean,
            Parameter variance) {

        Tensor apply(Tensor x, Optional<TrainingMode.Pass> pass) {
            Tensor rows = x.reshape(shape.prepend(x.shape().extent(0)));
            Tensor y = pass.isPresent() ? ofBatch(rows, pass.get()) : ofRunning(rows);
            return y.mul(weight.value()).add(bias.value()).reshape(x.shape());
        }

        private Tensor ofRunning(Tensor rows) {
            Tensor scale = variance.value().add(settings.epsilon).sqrt().reciprocal();
            return rows.sub(mean.value()).mul(scale);
        }

        private Tensor ofBatch(Tensor rows, TrainingMode.Pass pass) {
            int n = rows.shape().extent(0) * rows.shape().extent(2);
            if (n < 2) {
                throw new IllegalArgumentException(
                        place
                                + ": batch-norm needs more than one value per channel in a training"
                                + " step, and gets one\nraise training.batch, or use layer-norm");
            }
            Standardized batch = Standardized.of(rows, settings.epsilon, 0, 2);
            double bessel = n / (n - 1.0);
            pass.update(
                    clock -> {
                        move(mean, batch.mean(), 1);
                        move(variance, batch.variance(), bessel);
                    });
            return batch.value();
        }

        private void move(Parameter running, Tensor found, double factor) {
            running.assign(
                    running.value()
                            .mul(1 - settings.momentum)
                            .add(
                                    found.reshape(running.value().shape())
                                            .mul(settings.momentum * factor)));
        }
    }
}
