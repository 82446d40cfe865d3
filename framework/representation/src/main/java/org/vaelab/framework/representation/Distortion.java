// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistances;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * How well latent distances keep the true distances of examples ({@link KnownDistances}), over all pairs of at
 * most {@value #EXAMPLES} test examples:
 *
 * <pre>
 *   distortion = min_c mean |d(z_i, z_j) / c - d_ij| / d_ij
 * </pre>
 *
 * <p>It is the average distortion of Sala et al. (2018) after the best scale c. z is the location of
 * q, and d the distance of the latent space. For several latent variables d is the root of the sum of
 * squares, as in a product. Pairs with d_ij = 0 are left out. Isometric codes have 0, equal codes 1.
 *
 * @param measure which number
 */
@Cites("sala2018")
record Distortion(Distortion.Measure measure) implements Metric {

    private static final int EXAMPLES = 1000;
    private static final String UNKNOWN =
            "the true distances between examples are not known; a source such as tree gives them";

    /** What is measured. */
    enum Measure {
        DISTORTION(
                "",
                "Distortion",
                Direction.LOWER,
                "The mean relative error of latent distances against the known distances of test"
                        + " examples, after the best common scale; 0 is an isometry."),
        RANK_CORRELATION(
                ".rankCorrelation",
                "Distance rank correlation",
                Direction.HIGHER,
                "Spearman's rank correlation of latent distances and the known distances of test"
                        + " examples."),
        SCALE(
                ".scale",
                "Distance scale",
                Direction.NEITHER,
                "The latent distance that stands for a known distance of 1, under which the"
                        + " distortion is least.");

        private final String suffix;
        private final MetricDescription description;

        Measure(String suffix, String label, Direction direction, String sentence) {
            this.suffix = suffix;
            this.description = MetricDescription.of(label, direction, sentence);
        }

        /** Returns the name of the metric. */
        String metric() {
            return "distortion" + suffix;
        }
    }

    @Override
    public MetricDescription description() {
        return measure.description;
    }

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return data.knowsDistances() ? Optional.empty() : Optional.of(UNKNOWN);
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        PairDistances pairs =
                subject.shared(
                        "representation.distances", PairDistances.class, Distortion::distances);
        return switch (measure) {
            case DISTORTION -> new Measurement.Measured(pairs.distortion(), pairs.examples());
            case RANK_CORRELATION -> {
                double correlation = pairs.rankCorrelation();
                if (Double.isNaN(correlation)) {
                    throw new UndefinedMetricException("all latent or all known distances are equal");
                }
                yield Measurement.Measured.number(correlation, pairs.examples());
            }
            case SCALE -> Measurement.Measured.number(pairs.scale(), pairs.examples());
        };
    }

    private static PairDistances distances(MetricContext subject) {
        Examples examples = subject.subset().of(subject.test(), EXAMPLES);
        KnownDistances truth =
                examples.distances().orElseThrow(() -> new UndefinedMetricException(UNKNOWN));
        int size = examples.size();
        double[] known = new double[PairDistances.pairs(size)];
        int pair = 0;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                known[pair++] = truth.between(i, j);
            }
        }
        PairDistances found = new PairDistances(size, known, latent(subject, examples));
        if (!found.hasApart()) {
            throw new UndefinedMetricException("no two test examples have a distance above 0");
        }
        return found;
    }

    private static double[] latent(MetricContext subject, Examples examples) {
        List<LatentVariable> latents = subject.model().generative().latents();
        List<double[]> locations = new ArrayList<>();
        for (LatentVariable latent : latents) {
            locations.add(new double[examples.size() * latent.space().eventShape().size()]);
        }
        subject.forEachPosterior(
                examples,
                (q, first, size) -> {
                    Latents location = q.location();
                    for (int v = 0; v < latents.size(); v++) {
                        double[] block = location.z(latents.get(v).name()).readDoubles();
                        int offset = first * (block.length / size);
                        System.arraycopy(block, 0, locations.get(v), offset, block.length);
                    }
                });
        double[] distances = new double[PairDistances.pairs(examples.size())];
        for (int v = 0; v < latents.size(); v++) {
            addSquares(subject, latents.get(v), locations.get(v), examples.size(), distances);
        }
        Arrays.setAll(distances, pair -> Math.sqrt(distances[pair]));
        if (!Arrays.stream(distances).allMatch(Double::isFinite)) {
            throw new UndefinedMetricException("a latent distance is not finite");
        }
        return distances;
    }

    /** Adds the squared distances of all pairs in one latent variable. */
    private static void addSquares(
            MetricContext subject,
            LatentVariable latent,
            double[] locations,
            int size,
            double[] squares) {
        LatentSpace space = latent.space();
        Shape event = space.eventShape();
        int pair = 0;
        for (int i = 0; i + 1 < size; i++) {
            int others = size - 1 - i;
            int from = pair;
            double[] later =
                    Arrays.copyOfRange(locations, (i + 1) * event.size(), locations.length);
            double[] own =
                    Arrays.copyOfRange(locations, i * event.size(), (i + 1) * event.size());
            subject.inScope(
                    () -> {
                        Shape rows = event.prepend(others);
                        Tensor here =
                                subject.model()
                                        .runtime()
                                        .tensor(own, event.prepend(1))
                                        .broadcastTo(rows);
                        Tensor there = subject.model().runtime().tensor(later, rows);
                        double[] found =
                                space.distance(here, there)
                                        .orElseThrow(() -> withoutDistance(latent))
                                        .readDoubles();
                        for (int j = 0; j < others; j++) {
                            squares[from + j] += found[j] * found[j];
                        }
                    });
            pair += others;
        }
    }

    private static UndefinedMetricException withoutDistance(LatentVariable latent) {
        return new UndefinedMetricException(
                "the space %s of latent variable '%s' has no distance"
                        .formatted(latent.space(), latent.name()));
    }
}
