// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.latent.RankedUnits;
import org.vaelab.framework.ranks.EcdfTest;
import org.vaelab.framework.ranks.RankShape;
import org.vaelab.framework.ranks.Ranks;
import org.vaelab.framework.record.DiagnosticCurves;

/**
 * The tests of the ranks of several units, at a level for all of them together: it is divided by
 * their number (Bonferroni). So a unit fails if and only if its curve leaves the band.
 */
final class RankTests {

    /** The most curves that a file has; those with the smallest p-values are kept. */
    private static final int CURVES = 200;

    private final List<RankedUnits.Unit> units;
    private final List<Ranks> ranks;
    private final int examples;
    private final EcdfTest test;
    private final double[] pValues;
    private final double level;

    /**
     * Tests ranks.
     *
     * @param units what is ranked, at least one
     * @param ranks of each unit, of equally many examples
     * @param largest the largest rank
     * @param level the probability that some unit fails although all ranks are uniform
     */
    RankTests(List<RankedUnits.Unit> units, List<Ranks> ranks, int largest, double level) {
        this.units = units;
        this.ranks = ranks;
        this.examples = ranks.get(0).size();
        this.test = Ranks.test(examples, largest);
        this.pValues = ranks.stream().mapToDouble(r -> test.pValue(r.countsBelow())).toArray();
        this.level = level / units.size();
    }

    /** Returns 1 for each unit that fails, and 0 for the others. */
    double[] fails() {
        return Arrays.stream(pValues).map(p -> p <= level ? 1 : 0).toArray();
    }

    /**
     * Returns the curves: the ECDF of each unit minus that of uniform ranks.
     *
     * @param subject what is calibrated, for the sentence
     */
    DiagnosticCurves curves(String title, String caption, String subject) {
        double[] z = test.points();
        double[] distances = ranks.stream().mapToDouble(Ranks::distance).toArray();
        EcdfTest.Band band = test.band(1 - level);
        int[] kept =
                IntStream.range(0, pValues.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(u -> pValues[u]))
                        .limit(CURVES)
                        .mapToInt(Integer::intValue)
                        .sorted()
                        .toArray();
        List<DiagnosticCurves.Curve> curves = new ArrayList<>();
        for (int u : kept) {
            Map<String, Double> numbers = new LinkedHashMap<>();
            numbers.put("pValue", pValues[u]);
            numbers.put("distance", distances[u]);
            numbers.put("slope", ranks.get(u).slope());
            numbers.put("spread", ranks.get(u).spread());
            List<Double> y = differences(ranks.get(u).countsBelow(), z);
            curves.add(new DiagnosticCurves.Curve(units.get(u).name(), y, numbers));
        }
        return new DiagnosticCurves(
                title,
                caption,
                new RankSentence(subject, units.size(), examples)
                        .of(failing(), Arrays.stream(distances).average().orElse(0)),
                "rank, as a share of the draws",
                "difference of ECDFs",
                Arrays.stream(z).boxed().toList(),
                differences(band.lower(), z),
                differences(band.upper(), z),
                curves);
    }

    private List<RankShape> failing() {
        double[] fails = fails();
        return IntStream.range(0, fails.length)
                .filter(u -> fails[u] == 1)
                .mapToObj(
                        u ->
                                units.get(u).isCloseness()
                                        ? RankShape.ofCloseness(ranks.get(u))
                                        : RankShape.ofCoordinate(ranks.get(u)))
                .toList();
    }

    private List<Double> differences(int[] counts, double[] z) {
        return IntStream.range(0, z.length)
                .mapToObj(i -> counts[i] / (double) examples - z[i])
                .toList();
    }
}
