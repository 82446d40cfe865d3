// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.latent.UnitActivity;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * The number of latent units that the data move (Burda et al. 2016, section 5.2):
 *
 * <pre>
 *   A_u = Var_x( E_{q(u given x)}[u] ) > 0.01 Var_p(u)
 * </pre>
 *
 * <p>with the population variance over the test data, and the variance of the prior; see {@link
 * UnitActivity}. Under N(0, I) that is the threshold of the paper. The variances of the coordinates
 * of a categorical variable add up. The units of a sphere are its coordinates, one more than its
 * dimension, which the caveat of the number says. If q is uniform on the sphere, none is active.
 *
 * <p>All layers of a hierarchy count, and each layer has its own number; a layer with no active
 * unit is unused. A variable that is drawn given others has an expectation over those too. It is
 * estimated by m_i, the mean for datum i of its means given {@value LatentMeans#DRAWS} draws of the
 * others. The noise of the draws adds to the variance of m_i, so the mean of s_i^2 / {@value
 * LatentMeans#DRAWS} is subtracted, with the sample variances s_i^2 between draws. The difference
 * is unbiased. If the expectation given the others has no closed form, the {@value
 * LatentMeans#DRAWS} draws replace the means.
 *
 * <p>The means of chains are noisy too, by about 1 / ESS of the posterior's variance. The means of
 * independent chains replace the m_i, and their noise is subtracted in the same way. A mode is no
 * mean, so an inference of modes has no number.
 */
@Part("activeUnits")
@Cites("burda2016")
public final class ActiveUnits implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                "Active units",
                Direction.NEITHER,
                "The number of latent coordinates whose posterior mean has more than 1 % of the variance of the"
                        + " prior; a categorical variable counts once.");
    }

    @Override
    public MetricDescription describe(String variable, MetricDescription whole) {
        return whole.part(
                whole.label() + " of " + variable,
                "The number of active units of one latent variable.");
    }

    @Override
    public Measured measure(MetricContext subject) {
        subject.undefinedIf(
                findsNoMean(subject),
                "active units are where the mean of the posterior moves, and inference '"
                        + subject.model().inference().name()
                        + "' finds no mean of it");
        Map<String, Variances> variances = new LinkedHashMap<>();
        for (LatentVariable latent : subject.model().generative().latents()) {
            variances.put(latent.name(), new Variances(latent.space().eventShape().size()));
        }
        int n = subject.test().size();
        subject.undefinedIf(
                n < 2,
                "active units need at least two test examples, between which a mean can move");
        subject.forEachPosterior(
                n,
                (q, first, size) -> {
                    RandomKey key = subject.key().fold(first);
                    for (LatentMeans means : LatentMeans.of(q, key, variances.size())) {
                        variances
                                .get(means.variable())
                                .addMeans(means.values(), means.draws(), size);
                    }
                });
        PriorVariances prior = new PriorVariances(subject);
        int active = 0;
        Map<String, Estimate> byVariable = new LinkedHashMap<>();
        List<String> caveats = new ArrayList<>();
        for (LatentVariable latent : subject.model().generative().latents()) {
            double[] values = variances.get(latent.name()).values();
            subject.undefinedIf(
                    Arrays.stream(values).anyMatch(Double::isNaN),
                    "the posterior of " + latent.name() + " has no mean for some of the data");
            int own = UnitActivity.count(values, prior.of(latent), latent.space().units());
            byVariable.put(latent.name(), Measured.pure(own, 0));
            ofCoordinates(latent).ifPresent(caveats::add);
            active += own;
        }
        return new Measured(
                        Measured.pure(active, 0), n, byVariable.size() == 1 ? Map.of() : byVariable)
                .with(caveats.stream().reduce((all, next) -> all + "; " + next));
    }

    /** Says of a space with more coordinates than dimensions that coordinates are counted. */
    private static Optional<String> ofCoordinates(LatentVariable latent) {
        long units = Arrays.stream(latent.space().units()).distinct().count();
        int dimension = latent.space().degreesOfFreedom();
        return units == dimension
                ? Optional.empty()
                : Optional.of(
                        "counts coordinates: %s has %s on %s, of dimension %s"
                                .formatted(latent.name(), units, latent.space(), dimension));
    }

    private static boolean findsNoMean(MetricContext subject) {
        return subject.model().inference().form() == PosteriorForm.DRAWS
                && subject.model().tried(q -> q.sampledMeans().isEmpty());
    }

    /** Population variances over data of the expectations of coordinates. */
    public static final class Variances {
        private final int width;
        private final double[] mean;
        private final double[] squares;
        private final double[] owedToDraws;
        private long count;

        public Variances(int width) {
            this.width = width;
            mean = new double[width];
            squares = new double[width];
            owedToDraws = new double[width];
        }

        /**
         * Adds data.
         *
         * @param means given each of some draws of other variables, or draws, [draws, size, width]
         */
        public void addMeans(double[] means, int draws, int size) {
            double[] given = new double[draws];
            for (int i = 0; i < size; i++) {
                count++;
                for (int j = 0; j < width; j++) {
                    for (int k = 0; k < draws; k++) {
                        given[k] = means[(k * size + i) * width + j];
                    }
                    add(given, j);
                }
            }
        }

        /** Adds in one pass over data (Welford 1962). */
        private void add(double[] given, int j) {
            double expectation = Arrays.stream(given).average().orElseThrow();
            double deviation = expectation - mean[j];
            mean[j] += deviation / count;
            squares[j] += deviation * (expectation - mean[j]);
            if (given.length > 1) {
                double spread =
                        Arrays.stream(given).map(m -> (m - expectation) * (m - expectation)).sum();
                owedToDraws[j] += spread / (given.length - 1) / given.length;
            }
        }

        /** Returns the variances; one that draws have put below 0 is small. */
        public double[] values() {
            double[] variances = new double[width];
            // The draws of n data add (n - 1) / n of their variance to that between the data.
            Arrays.setAll(
                    variances, j -> (squares[j] - owedToDraws[j] * (count - 1) / count) / count);
            return variances;
        }
    }
}
