// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/** Mixtures of Bernoullis, of Normals and of columns, which start at random training examples. */
@Cites({"bishop2006", "ghahramani1994"})
@Part(
        value = "mixture",
        description =
                "mixture of Bernoullis, Normals or columns of a table, exact posterior, by EM",
        paper = "Bishop (2006), chapters 9 and 10")
public record MixtureModel(
        @Setting("K, the number of components, at least 2") int components,
        @Setting(
                        value =
                                "what the components are: bernoulli for independent bits, gaussian for"
                                        + " Normals, columns for tables: Normals, Poissons and"
                                        + " categories",
                        defaultValue = "bernoulli")
                Family of,
        @Setting(
                        "the prior of the parameters, to learn their distribution; default: learn point"
                                + " values")
                @Nullable Variational variational,
        @Setting(
                        "for bernoulli and columns: c, added to the counts of ones and of zeros, and of each"
                                + " category; 0.01 by default")
                @Nullable Double pseudoCount,
        @Setting(
                        "for gaussian and columns: the least standard deviation, 0.001 by default; with variational,"
                                + " a lower bound on those of the data in the prior")
                @Nullable Double least)
        implements WholeModel {

    private static final List<ValueDomain> REAL =
            List.of(ValueDomain.GREY_LEVELS, ValueDomain.REAL, ValueDomain.UNIT_INTERVAL);

    /** What the components of a mixture are. */
    public enum Family {
        /** Independent bits. */
        BERNOULLI,
        /**
         * Normals: with diagonal covariances as points, with full ones where they have a
         * distribution.
         */
        GAUSSIAN,
        /** Columns of a table, independent given z, each by its kind. */
        COLUMNS
    }

    /**
     * The setting {@code variational}: mean-field variational Bayes, with a distribution of all
     * parameters that is independent of z.
     */
    public record Variational(
            @Setting(
                            value =
                                    "of the Dirichlet prior of the weights; small ones empty components"
                                            + " that are not needed",
                            defaultValue = "1")
                    double concentration,
            @Setting("for gaussian: how many data the prior of a mean counts for, 1 by default")
                    @Nullable Double meanCount,
            @Setting(
                            "for gaussian: the degrees of freedom of the Wishart prior, above D - 1, D"
                                    + " by default")
                    @Nullable Double degrees) {

        public Variational {
            requirePositive("concentration", concentration);
            requirePositive("meanCount", meanCount);
            requirePositive("degrees", degrees);
        }

        private static void requirePositive(String key, @Nullable Double value) {
            if (value != null) {
                Counts.positive(key, value);
            }
        }
    }

    /**
     * Fills in the defaults that depend on the components, and checks that the keys go together.
     */
    public MixtureModel {
        if (components < 2) {
            throw new SettingException("components", "must be at least 2, is " + components);
        }
        if (of == Family.BERNOULLI) {
            refuse("least", least, "bernoulli");
        } else {
            least = least == null ? Double.valueOf(1e-3) : least;
            Counts.positive("least", least);
        }
        if (of == Family.GAUSSIAN) {
            refuse("pseudoCount", pseudoCount, "gaussian");
        } else {
            pseudoCount = pseudoCount == null ? Double.valueOf(0.01) : pseudoCount;
        }
        if (of == Family.BERNOULLI) {
            requireCounts(number(pseudoCount), variational);
        } else if (of == Family.COLUMNS) {
            refuse("variational", variational, "columns");
            Counts.positive("pseudoCount", number(pseudoCount));
        }
    }

    private static void refuse(String key, @Nullable Object value, String family) {
        if (value != null) {
            throw new SettingException(
                    key, "is no setting of a mixture of: " + family + "; leave it out");
        }
    }

    private static void requireCounts(double pseudoCount, @Nullable Variational variational) {
        boolean proper = pseudoCount > 0 || (variational == null && pseudoCount == 0);
        if (!(proper && pseudoCount < Double.POSITIVE_INFINITY)) {
            throw new SettingException(
                    "pseudoCount",
                    "must be finite and "
                            + (variational == null ? "at least 0" : "above 0")
                            + ", is "
                            + pseudoCount);
        }
        if (variational != null) {
            refuse("variational.meanCount", variational.meanCount(), "bernoulli");
            refuse("variational.degrees", variational.degrees(), "bernoulli");
        }
    }

    /** Returns full expectation and maximisation. */
    @Override
    public PartChoice estimator() {
        return PartChoice.of("em");
    }

    /** Covariances of the components would need an expectation of missing values. */
    @Override
    public boolean takesMissingValues() {
        return isOfBits() || variational == null;
    }

    /**
     * Makes the model.
     *
     * @throws IllegalArgumentException if the components have no density for the data, or are more
     *     than these
     */
    @Override
    public Mixture create(PartContext context) {
        requireDensity(context.data());
        DataSummary data = context.data();
        if (components > data.trainingSize()) {
            throw new SettingException(
                    "components",
                    "must be at most the number of training examples, "
                            + data.trainingSize()
                            + ", is "
                            + components);
        }
        Mixture mixture =
                new Mixture(
                        context.runtime(),
                        context.shape(),
                        components,
                        weights(context),
                        components(context));
        startAtExamples(mixture, context);
        return mixture;
    }

    private boolean isOfBits() {
        return of == Family.BERNOULLI;
    }

    private void requireDensity(DataSummary data) {
        ValueDomain domain = data.domain();
        if (of == Family.COLUMNS) {
            if (DataView.modelledColumns(data).isEmpty()) {
                throw new IllegalArgumentException(
                        "a mixture of: columns needs a table, whose columns are known; choose of:"
                                + " gaussian or of: bernoulli");
            }
            return;
        }
        if (domain == ValueDomain.COLUMNS || domain == ValueDomain.COUNTS) {
            throw new IllegalArgumentException(
                    "a mixture of: %s has no density for %s data; choose of: columns"
                            .formatted(isOfBits() ? "bernoulli" : "gaussian", domain.label()));
        }
        if (!(isOfBits() ? List.of(ValueDomain.BINARY) : REAL).contains(domain)) {
            String allowed =
                    isOfBits()
                            ? ValueDomain.BINARY.label()
                                    + "; binarise the data (data.binarize: dynamic, static or"
                                    + " threshold) or choose of: gaussian"
                            : String.join(", ", REAL.stream().map(ValueDomain::label).toList())
                                    + "; leave out data.binarize or choose of: bernoulli";
            throw new IllegalArgumentException(
                    "a mixture of: %s has no density for %s data, only for %s"
                            .formatted(
                                    isOfBits() ? "bernoulli" : "gaussian",
                                    domain.label(),
                                    allowed));
        }
    }

    private Weights weights(PartContext context) {
        return variational == null
                ? new Weights.PointWeights(context.runtime(), components)
                : new Weights.DirichletWeights(
                        context.runtime(),
                        components,
                        variational.concentration(),
                        context.data().trainingSize());
    }

    private Components components(PartContext context) {
        TensorRuntime runtime = context.runtime();
        int trainingSize = context.data().trainingSize();
        if (isOfBits()) {
            return new Bernoullis(
                    runtime,
                    Shape.of(components, context.shape().size()),
                    number(pseudoCount),
                    variational != null,
                    trainingSize,
                    context.data().hasMissing());
        }
        Components.TrainingValues values =
                Components.TrainingValues.of(context.data(), context.key().split("variances"));
        if (of == Family.COLUMNS) {
            return MixedColumns.of(
                    runtime,
                    components,
                    DataView.modelledColumns(context.data()),
                    number(least),
                    number(pseudoCount),
                    values,
                    trainingSize);
        }
        return variational == null
                ? new DiagonalNormals(
                        runtime, components, number(least), values, context.data().hasMissing())
                : new NormalWisharts(
                        runtime, components, prior(variational, values), trainingSize, values);
    }

    /** The prior: the mean of the data, and on average the inverse of their variances. */
    private NormalWishart prior(Variational settings, Components.TrainingValues values) {
        int width = values.mean().length;
        double degrees = settings.degrees() == null ? width : settings.degrees();
        if (!(degrees > width - 1)) {
            throw new SettingException(
                    "variational.degrees",
                    "must be above the number of values of a datum less 1, "
                            + (width - 1)
                            + ", is "
                            + degrees);
        }
        double leastVariance = number(least) * number(least);
        double[] inverseScale = new double[width * width];
        for (int d = 0; d < width; d++) {
            inverseScale[d * (width + 1)] =
                    degrees * Math.max(values.variances()[d], leastVariance);
        }
        double beta = settings.meanCount() == null ? 1 : settings.meanCount();
        return new NormalWishart(beta, values.mean(), degrees, inverseScale);
    }

    private void startAtExamples(Mixture mixture, PartContext context) {
        Examples examples =
                context.data().trainingSample(components, context.key().split("examples"));
        int width = examples.width();
        double[] rows = new double[Math.multiplyExact(components, width)];
        for (int k = 0; k < components; k++) {
            examples.read(k, rows, k * width);
        }
        try (TensorScope scope = context.runtime().scope()) {
            mixture.startAt(context.runtime().tensor(rows, Shape.of(components, width)));
        }
    }

    /** A number that the constructor has filled in for components of this kind. */
    private static double number(@Nullable Double value) {
        return Objects.requireNonNull(value, "filled in");
    }
}
