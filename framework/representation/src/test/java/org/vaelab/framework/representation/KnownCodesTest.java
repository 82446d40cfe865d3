// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

/** Representations whose scores are known. */
class KnownCodesTest {

    private static final int SIZE = 4000;
    private static final RandomKey KEY = RandomKey.of(11);
    private static final RandomKey OTHER = RandomKey.of(12);

    private static double mig(FactoredCodes data) {
        return Gap.mean(MutualInformationGap.perFactor(CodeFactorInformation.of(data)));
    }

    private static double modularity(FactoredCodes data) {
        return Modularity.of(CodeFactorInformation.of(data).information());
    }

    private static double[] sap(FactoredCodes data) {
        return Gap.ofFactors(AttributePredictability.scores(data));
    }

    @Test
    void aCodeForEachFactorIsPerfect() {
        FactoredCodes training = KnownCodes.perfect(1, SIZE, KEY);
        FactoredCodes test = KnownCodes.perfect(1, SIZE, OTHER);
        assertThat(mig(test)).isGreaterThan(0.9);
        assertThat(modularity(test)).isGreaterThan(0.99);
        double[] sap = sap(test);
        // Of a category the second best code tells no more than chance does, some 1/3.
        assertThat(sap[0]).isBetween(0.55, 2.0 / 3);
        assertThat(Arrays.stream(sap).skip(1)).hasSize(3).allMatch(gap -> gap > 0.97);
        assertThat(FactorVaeScore.of(training, test, KEY)).isEqualTo(1);
        Dci.Forests forests = Dci.Forests.of(training, test, KEY);
        assertThat(forests.scores().disentanglement()).isGreaterThan(0.98);
        assertThat(forests.scores().completeness()).isGreaterThan(0.98);
        assertThat(Gap.mean(forests.correct())).isGreaterThan(0.999);
    }

    /** Each factor is told by two codes alike, and each code tells of one factor. */
    @Test
    @Tag("full")
    void duplicatesAreModularAndNotComplete() {
        FactoredCodes training = KnownCodes.perfect(2, SIZE, KEY);
        FactoredCodes test = KnownCodes.perfect(2, SIZE, OTHER);
        assertThat(mig(test)).isBetween(0.0, 0.02);
        assertThat(Gap.mean(sap(test))).isBetween(0.0, 0.02);
        assertThat(modularity(test)).isGreaterThan(0.99);
        assertThat(FactorVaeScore.of(training, test, KEY)).isEqualTo(1);
        Dci.Forests forests = Dci.Forests.of(training, test, KEY);
        assertThat(forests.scores().disentanglement()).isGreaterThan(0.98);
        // An even split between two of eight codes would have 1 - log 2 / log 8 = 2/3.
        assertThat(forests.scores().completeness()).isBetween(0.6, 0.95);
    }

    @Test
    @Tag("full")
    void codesThatTellOfTwoFactorsAreNotDisentangled() {
        FactoredCodes training = KnownCodes.mixed(SIZE, KEY);
        FactoredCodes test = KnownCodes.mixed(SIZE, OTHER);
        Dci.Forests forests = Dci.Forests.of(training, test, KEY);
        // Two of four factors evenly have 1 - log 2 / log 4 = 1/2.
        assertThat(forests.scores().disentanglement()).isCloseTo(0.5, within(0.02));
        assertThat(forests.scores().completeness()).isGreaterThan(0.95);
        // A half of two codes is one, and many splits are on the one that says nothing.
        assertThat(Gap.mean(forests.correct())).isBetween(0.8, 0.95);
        assertThat(modularity(test)).isBetween(0.5, 0.95);
    }

    @Tag("full")
    @Test
    void codesThatDoNotMoveHaveNothing() {
        FactoredCodes training = KnownCodes.constant(SIZE, KEY);
        FactoredCodes test = KnownCodes.constant(SIZE, OTHER);
        assertThat(mig(test)).isZero();
        assertThat(modularity(test)).isZero();
        assertThat(Gap.mean(sap(test))).isZero();
        assertThat(FactorVaeScore.of(training, test, KEY)).isZero();
        Dci.Forests forests = Dci.Forests.of(training, test, KEY);
        assertThat(forests.scores().disentanglement()).isZero();
        assertThat(forests.scores().completeness()).isZero();
        // What is most frequent is predicted.
        assertThat(Gap.mean(forests.correct())).isBetween(0.2, 0.3);
    }

    @Test
    @Tag("full")
    void equalKeysGiveEqualNumbers() {
        FactoredCodes training = KnownCodes.mixed(1000, KEY);
        FactoredCodes test = KnownCodes.mixed(1000, OTHER);
        Dci.Forests once = Dci.Forests.of(training, test, KEY);
        Dci.Forests again = Dci.Forests.of(training, test, KEY);
        assertThat(again.correct()).isEqualTo(once.correct());
        assertThat(again.scores().perCode()).isEqualTo(once.scores().perCode());
        Dci.Forests other = Dci.Forests.of(training, test, OTHER);
        assertThat(other.scores().perCode()).isNotEqualTo(once.scores().perCode());
        assertThat(FactorVaeScore.of(training, test, KEY))
                .isEqualTo(FactorVaeScore.of(training, test, KEY));
    }

    /** No score depends on the unit of a code, or on its sign. */
    @Tag("full")
    @Test
    void scalesDoNotMatter() {
        FactoredCodes test = KnownCodes.mixed(1000, KEY);
        double[][] rows =
                Arrays.stream(test.codes().rows())
                        .map(row -> Arrays.stream(row).map(v -> -1024 * v).toArray())
                        .toArray(double[][]::new);
        FactoredCodes scaled = new FactoredCodes(new CodeMatrix(rows), test.factors());
        assertThat(mig(scaled)).isCloseTo(mig(test), within(0.02));
        assertThat(sap(scaled)).containsExactly(sap(test), within(1e-12));
        assertThat(FactorVaeScore.of(scaled, scaled, KEY))
                .isEqualTo(FactorVaeScore.of(test, test, KEY));
    }

    @Test
    void codesBelowOneTwentiethOfTheLargestVarianceCastNoVotes() {
        assertThat(FactorVaeScore.active(new double[] {1, 0.05, 0.0499, 0}))
                .containsExactly(true, true, false, false);
        assertThat(FactorVaeScore.active(new double[] {1e-6, 1e-9})).containsExactly(true, false);
        assertThat(FactorVaeScore.active(new double[2])).containsExactly(false, false);
    }
}
