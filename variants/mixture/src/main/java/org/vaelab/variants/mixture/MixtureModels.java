// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.List;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** Makes a mixture that starts at random training examples. */
record MixtureModels(MixtureSettings settings, PartContext context) {

    private static final List<ValueDomain> REAL =
            List.of(ValueDomain.GREY_LEVELS, ValueDomain.REAL, ValueDomain.UNIT_INTERVAL);

    /**
     * Makes the model.
     *
     * @throws IllegalArgumentException if the components have no density for the data, or are more than
     *     these
     */
    Mixture create() {
        requireDensity();
        DataSummary data = context.data();
        if (settings.components() > data.trainingSize()) {
            throw new IllegalArgumentException(
                    "components must be at most the number of training examples, "
                            + data.trainingSize()
                            + ", is "
                            + settings.components());
        }
        Mixture mixture =
                new Mixture(
                        context.runtime(),
                        context.shape(),
                        settings.components(),
                        weights(),
                        components());
        startAtExamples(mixture);
        return mixture;
    }

    private boolean isOfBits() {
        return settings.of() == MixtureSettings.Family.BERNOULLI;
    }

    private void requireDensity() {
        ValueDomain domain = context.data().domain();
        if (isOfBits() != (domain == ValueDomain.BINARY)) {
            String allowed =
                    isOfBits()
                            ? ValueDomain.BINARY.label()
                                    + "; binarise the data (data.binarize: dynamic, static or"
                                    + " threshold) or choose of: gaussian"
                            : String.join(", ", REAL.stream().map(ValueDomain::label).toList())
                                    + "; leave out data.binarize or choose of: bernoulli";
            throw new IllegalArgumentException(
                    "a mixture of: "
                            + (isOfBits() ? "bernoulli" : "gaussian")
                            + " has no density for "
                            + domain.label()
                            + " data, only for "
                            + allowed);
        }
    }

    private Weights weights() {
        TensorRuntime runtime = context.runtime();
        int size = settings.components();
        VariationalSettings own = settings.variational();
        return own == null
                ? new PointWeights(runtime, size)
                : new DirichletWeights(
                        runtime, size, own.concentration(), context.data().trainingSize());
    }

    private Components components() {
        TensorRuntime runtime = context.runtime();
        int size = settings.components();
        int trainingSize = context.data().trainingSize();
        if (isOfBits()) {
            return new Bernoullis(
                    runtime,
                    Shape.of(size, context.shape().size()),
                    settings.pseudoCount(),
                    settings.variational() != null,
                    trainingSize);
        }
        TrainingValues values = TrainingValues.of(context.data(), context.key().split("variances"));
        VariationalSettings own = settings.variational();
        return own == null
                ? new DiagonalNormals(runtime, size, settings.least(), values)
                : new NormalWisharts(runtime, size, prior(own, values), trainingSize, values);
    }

    /** The prior: the mean of the data, and on average the inverse of their variances. */
    private NormalWishart prior(VariationalSettings own, TrainingValues values) {
        int width = values.mean().length;
        double degrees = own.degrees() == null ? width : own.degrees();
        if (!(degrees > width - 1)) {
            throw new IllegalArgumentException(
                    "variational.degrees must be above the number of values of a datum less 1, "
                            + (width - 1)
                            + ", is "
                            + degrees);
        }
        double least = settings.least() * settings.least();
        double[] inverseScale = new double[width * width];
        for (int d = 0; d < width; d++) {
            inverseScale[d * (width + 1)] = degrees * Math.max(values.variances()[d], least);
        }
        double beta = own.meanCount() == null ? 1 : own.meanCount();
        return new NormalWishart(beta, values.mean(), degrees, inverseScale);
    }

    private void startAtExamples(Mixture mixture) {
        int size = settings.components();
        Examples examples = context.data().trainingSample(size, context.key().split("examples"));
        int width = examples.width();
        double[] rows = new double[Math.multiplyExact(size, width)];
        for (int k = 0; k < size; k++) {
            examples.read(k, rows, k * width);
        }
        try (TensorScope scope = context.runtime().scope()) {
            mixture.startAt(context.runtime().tensor(rows, Shape.of(size, width)));
        }
    }
}
