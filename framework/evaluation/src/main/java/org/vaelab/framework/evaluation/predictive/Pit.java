// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.latent.RankedUnits;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.ranks.RankCounts;
import org.vaelab.framework.ranks.Ranks;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * The probability integral transform of test data under p(x given z), with one draw z of q(z given
 * x) for each example:
 *
 * <pre>
 *   u_d = P(X_d &lt;= x_d given z),   z ~ q(z given x),   X ~ p(x given z)
 * </pre>
 *
 * <p>If the data come from the model and q is the posterior, (x, z) has the joint distribution of
 * the model, so every u_d is uniform. A mean over draws of z would not be. u_d is the rank of x_d
 * among {@value #DRAWS} draws of X_d, so it needs no distribution function; ties are broken at
 * random, which makes it the randomised transform for counts (Czado et al. 2009). The value is the
 * share of values d that fail the test of {@link RankTests}.
 */
@Part("pit")
@Cites({"dawid1984", "czado2009"})
public record Pit(
        @Setting(value = "number of test examples, at least 1", defaultValue = "1000") int examples,
        @Setting(value = ModelSamples.LEVEL, defaultValue = "0.05") double level)
        implements Metric {

    private static final int DRAWS = 99;

    private static final String CAPTION =
            "The probability integral transform of test data given one draw of q for each example:"
                    + " the ECDF for each value of an example minus that of uniform numbers. If the data"
                    + " come from the model and q is its posterior, all curves stay in the band with"
                    + " probability %s.";

    public Pit {
        Counts.atLeastOne("examples", examples);
        ModelSamples.requireLevel(level);
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "PIT failures",
                        Direction.LOWER,
                        "The share of values whose probability integral transform given a draw of q is not"
                                + " uniform over test data.")
                .within(0, 1);
    }

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return obstacle(data.domain(), data.hasMissing());
    }

    @Override
    public Measured measure(MetricContext subject) {
        subject.undefinedIf(obstacle(subject.test().domain(), subject.data().hasMissing()));
        Examples test = subject.subset().of(subject.test(), examples);
        int width = subject.model().shape().size();
        int[][] ranks = new int[width][test.size()];
        subject.forEachBatch(test, (batch, first, size) -> rank(subject, batch, ranks, first));
        RankTests tests =
                new RankTests(
                        units(subject, width),
                        Arrays.stream(ranks).map(own -> new Ranks(own, DRAWS)).toList(),
                        DRAWS,
                        level);
        double share = Arrays.stream(tests.fails()).average().orElseThrow();
        // The values of an example depend on one another, so their spread is no standard error.
        return new Measured(Measured.pure(share, DRAWS), test.size())
                .showing(
                        tests.curves(
                                "Probability integral transform",
                                CAPTION.formatted(1 - level),
                                "p(x | z)"));
    }

    private static Optional<String> obstacle(ValueDomain domain, boolean hasMissing) {
        return domain == ValueDomain.BINARY
                ? Optional.of(
                        "binary data have no probability integral transform that tells more than"
                                + " their means")
                : ModelSamples.obstacle(domain, hasMissing);
    }

    private static List<RankedUnits.Unit> units(MetricContext subject, int width) {
        List<Column> columns = subject.data().columns();
        List<RankedUnits.Unit> units = new ArrayList<>();
        for (int d = 0; d < width; d++) {
            String name = columns.size() == width ? columns.get(d).name() : "x[" + d + "]";
            units.add(new RankedUnits.Unit(name, false));
        }
        return units;
    }

    private static void rank(MetricContext subject, Batch batch, int[][] ranks, int first) {
        RandomKey key = subject.key().fold(first);
        LatentVariableModel model = subject.model();
        Latents z =
                model.infer(batch, key.split("inference"), Phase.evaluation())
                        .draw(key.split("z"), 1)
                        .one(key.split("one"));
        double[] x = batch.x().readDoubles();
        RankCounts counts = new RankCounts(x);
        OutputDistribution p = model.generative().output(z, batch.given());
        for (int k = 0; k < DRAWS; k++) {
            RandomKey own = key.split("x").fold(k);
            subject.inScope(
                    () -> {
                        double[] drawn = p.sample(own).readDoubles();
                        for (int i = 0; i < drawn.length; i++) {
                            counts.add(i, drawn[i]);
                        }
                    });
        }
        int[] found = counts.ranks(key.split("ties"));
        for (int i = 0; i < found.length; i++) {
            ranks[i % ranks.length][first + i / ranks.length] = found[i];
        }
    }
}
