// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.tensor.Tensor;

/**
 * The mean over data and their D values of the squared distance between a datum and its reconstruction:
 *
 * <pre>
 *   1/D |x - E[x given z]|^2,   z the location of q(z given x)
 * </pre>
 *
 * <p>In the square of the data's unit, also where a model computes with standardised values. Defined where the likelihood has a mean in closed form. No bound
 * and no likelihood: a model with a finer scale of p(x given z) is not better for it.
 */
final class ReconstructionError implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                "Squared error",
                Direction.NEITHER,
                "The mean squared distance per value between a datum and its reconstruction.");
    }

    @Override
    public Measurement measure(MetricContext subject) {
        LatentVariableModel model = subject.model();
        GenerativeModel generative = model.generative();
        List<double[]> errors = new ArrayList<>();
        Blocks.decoding(subject.settings().maxDecoderRows(), generative)
                .overExamples(
                        model,
                        subject.test(),
                        (batch, first, size) -> {
                            RandomKey key = subject.key().split("inference").fold(first);
                            Latents z = model.infer(batch, key, Phase.evaluation()).location();
                            generative
                                    .output(z, batch.given())
                                    .mean()
                                    .map(mean -> inUnits(mean.sub(batch.x()), subject.test()))
                                    .map(error -> error.square().mean(-1).readDoubles())
                                    .ifPresent(errors::add);
                        });
        if (errors.isEmpty()) {
            return new Measurement.Absent("the mean of p(x given z) has no closed form");
        }
        double[] perDatum = errors.stream().flatMapToDouble(Arrays::stream).toArray();
        return new Measurement.Measured(
                Estimate.ofMean(perDatum, "1", EstimateKind.NOT_A_LIKELIHOOD, 0), perDatum.length);
    }

    private static Tensor inUnits(Tensor differences, Examples of) {
        if (of.standardization().isEmpty()) {
            return differences;
        }
        double[] deviation = of.standardization().get().deviation();
        return differences.mul(differences.runtime().vector(deviation).cast(differences.dtype()));
    }
}
