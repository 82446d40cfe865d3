// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.blocks.Reading;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The mean over data and their D observed values of the squared distance between a datum and its
 * reconstruction:
 *
 * <pre>
 *   1/D |x - E[x given z]|^2,   z the location of q(z given x)
 * </pre>
 *
 * <p>In the square of the data's unit, also where a model computes with standardised values.
 * Defined where the likelihood has a mean in closed form, and all values have one unit. No bound
 * and no likelihood: a model with a finer scale of p(x given z) is not better for it.
 */
@Part("reconstructionError")
public final class ReconstructionError implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                "Squared error",
                Direction.LOWER,
                "The mean squared distance per value between a datum and its reconstruction.");
    }

    @Override
    public Measured measure(MetricContext subject) {
        LatentVariableModel model = subject.model();
        subject.undefinedIf(
                subject.test().domain() == ValueDomain.COLUMNS,
                "columns of several kinds have no common unit; the metric imputation compares"
                        + " each kind by itself");
        GenerativeModel generative = model.generative();
        List<double[]> errors = new ArrayList<>();
        subject.forEachDecoded(
                subject.test(),
                (batch, first, size) -> {
                    RandomKey key = subject.key().split("inference").fold(first);
                    Latents z = model.infer(batch, key, Phase.evaluation()).location();
                    generative
                            .output(z, batch.given())
                            .mean()
                            .map(mean -> inUnits(mean.sub(batch.x()), subject.test()))
                            .map(error -> ofObserved(error.square()))
                            .ifPresent(errors::add);
                });
        subject.undefinedIf(errors.isEmpty(), "the mean of p(x given z) has no closed form");
        double[] perDatum = errors.stream().flatMapToDouble(Arrays::stream).toArray();
        return Measured.mean(perDatum, 0);
    }

    /** Returns the mean over the observed values of each datum; those without any are left out. */
    private static double[] ofObserved(Tensor squares) {
        Tensor observed = squares.eq(squares);
        Tensor zero = squares.runtime().zeros(Shape.scalar(), squares.dtype());
        int width = squares.shape().extent(-1);
        List<double[]> read = new ArrayList<>();
        Reading.all(
                List.of(
                        new Reading(squares.where(observed, zero).mean(-1), read::add),
                        new Reading(observed.sum(-1), read::add)));
        double[] means = read.get(0);
        double[] counts = read.get(1);
        return IntStream.range(0, means.length)
                .filter(b -> counts[b] > 0)
                .mapToDouble(b -> means[b] * (width / counts[b]))
                .toArray();
    }

    private static Tensor inUnits(Tensor differences, Examples of) {
        if (of.standardization().isEmpty()) {
            return differences;
        }
        double[] deviation = of.standardization().get().deviation();
        return differences.mul(differences.runtime().vector(deviation).cast(differences.dtype()));
    }
}
