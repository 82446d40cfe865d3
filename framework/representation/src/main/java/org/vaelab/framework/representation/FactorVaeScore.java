// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * The score of FactorVAE (Kim and Mnih 2018, section 4): examples that share the value of a factor
 * differ least in the code of that factor.
 *
 * <p>A vote draws a factor and one of its values uniformly, and {@value #BATCH} examples with that
 * value: all if there are fewer, and at least two. It votes for the code with the smallest ratio of
 * its variance among them to its variance among all training examples. {@value #TRAINING_VOTES}
 * votes of training examples assign a factor to each code. The score is the accuracy of this
 * assignment on {@value #TEST_VOTES} votes of test examples. Chance level is 1/K, not 0.
 *
 * <p>Codes that hardly move are left out, or they would win every vote: those whose variance is
 * below {@value #PRUNED} of the largest. The paper's limit is {@value #PRUNED} itself, for codes
 * whose largest variance is near that of N(0, 1). If no code moves the score is 0.
 *
 * <p>No standard error: votes have one, but share examples.
 */
@Cites("kim2018")
@Part("factorVae")
public final class FactorVaeScore extends RepresentationMetric {

    static final int BATCH = 64;
    static final int TRAINING_VOTES = 10_000;
    static final int TEST_VOTES = 5_000;

    /** The limit for inactive codes, as a share of the largest variance of a code. */
    static final double PRUNED = 0.05;

    FactorVaeScore() {
        super(
                FactoredCodes::obstacle,
                "FactorVAE",
                "How often the code that varies least tells which factor was held fixed.");
    }

    @Override
    public Measured measure(MetricContext subject) {
        FactoredCodes test = FactoredCodes.ofTest(subject);
        FactoredCodes training = FactoredCodes.ofTraining(subject);
        double score = of(training.binnedAs(training), test.binnedAs(training), subject.key());
        return Measured.number(score, test.size()).with(training.binningCaveat());
    }

    static double of(FactoredCodes training, FactoredCodes test, RandomKey key) {
        double[] variances = training.codes().variances();
        boolean[] active = active(variances);
        if (IntStream.range(0, active.length).noneMatch(l -> active[l])) {
            return 0;
        }
        VoteTable table =
                new VoteTable(
                        variances.length,
                        training.factors().size(),
                        votes(training, variances, active, TRAINING_VOTES, key.split("training")));
        return table.accuracy(votes(test, variances, active, TEST_VOTES, key.split("test")));
    }

    static boolean[] active(double[] variances) {
        double largest = Arrays.stream(variances).max().orElseThrow();
        boolean[] active = new boolean[variances.length];
        for (int l = 0; l < active.length; l++) {
            active[l] = variances[l] > 0 && variances[l] >= PRUNED * largest;
        }
        return active;
    }

    private static List<VoteTable.Vote> votes(
            FactoredCodes data, double[] variances, boolean[] active, int count, RandomKey key) {
        List<int[][]> groups = data.factors().stream().map(FactorVaeScore::groups).toList();
        List<VoteTable.Vote> votes = new ArrayList<>(count);
        for (int v = 0; v < count; v++) {
            double[] uniform = key.fold(v).uniform(2 + BATCH);
            int k = (int) (uniform[0] * groups.size());
            int[][] ofFactor = groups.get(k);
            int[] members = ofFactor[(int) (uniform[1] * ofFactor.length)];
            double[][] batch =
                    Arrays.stream(drawn(members, uniform))
                            .mapToObj(i -> data.codes().row(i))
                            .toArray(double[][]::new);
            votes.add(new VoteTable.Vote(steadiest(batch, variances, active), k));
        }
        return votes;
    }

    /** The examples of each value that two have. */
    private static int[][] groups(Factor factor) {
        int[][] groups =
                Arrays.stream(factor.examplesByValue())
                        .filter(examples -> examples.length >= 2)
                        .toArray(int[][]::new);
        if (groups.length == 0) {
            throw new UndefinedMetricException(
                    "no two examples have the same value of '" + factor.name() + "'");
        }
        return groups;
    }

    /** Draws without replacement, by the numbers from place 2 on. */
    private static int[] drawn(int[] members, double[] uniform) {
        int[] pool = members.clone();
        int count = Math.min(BATCH, pool.length);
        for (int i = 0; i < count; i++) {
            int j = i + (int) (uniform[2 + i] * (pool.length - i));
            int chosen = pool[j];
            pool[j] = pool[i];
            pool[i] = chosen;
        }
        return Arrays.copyOf(pool, count);
    }

    /**
     * Returns the code with the smallest variance in a batch over that of all examples, of those
     * that move; the first of equals.
     *
     * @param batch [S, L], S at least 2
     */
    static int steadiest(double[][] batch, double[] variances, boolean[] active) {
        double[] ofBatch = new CodeMatrix(batch).variances();
        int best = -1;
        for (int l = 0; l < active.length; l++) {
            if (active[l]
                    && (best < 0 || ofBatch[l] / variances[l] < ofBatch[best] / variances[best])) {
                best = l;
            }
        }
        return best;
    }
}
