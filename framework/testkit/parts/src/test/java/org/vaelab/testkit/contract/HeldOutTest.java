// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.random.RandomKey;

/** Test rows that are training rows are found, and repeats by chance are not. */
final class HeldOutTest {

    private static final int TRAINING = 2000;
    private static final int TEST = 200;

    private static HeldOut bits(int width, int leaks) {
        Examples[] parts = parts(width, leaks);
        return HeldOut.of(ValueDomain.BINARY, parts[0], parts[1]);
    }

    private static Examples[] parts(int width, int leaks) {
        byte[] all = new byte[(TRAINING + TEST) * width];
        double[] uniform = RandomKey.of(0).uniform(all.length);
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (uniform[i] < 0.5 ? 0 : 1);
        }
        for (int leak = 0; leak < leaks; leak++) {
            System.arraycopy(all, 7 * leak * width, all, (TRAINING + leak) * width, width);
        }
        byte[] training = Arrays.copyOf(all, TRAINING * width);
        byte[] test = Arrays.copyOfRange(all, TRAINING * width, all.length);
        return new Examples[] {Examples.binary(width, training), Examples.binary(width, test)};
    }

    /** Of 9 bits nearly all rows are in both parts, so that ten more say nothing. */
    @Test
    void dataThatCannotShowALeakAreNamed() {
        Examples[] many = parts(64, 0);
        assertThat(HeldOut.require("test", ValueDomain.BINARY, many[0], many[1])).isEmpty();
        Examples[] few = parts(9, 0);
        assertThat(HeldOut.require("test", ValueDomain.BINARY, few[0], few[1]).orElseThrow())
                .contains("no power: if 10 of the 200 test examples were training examples");
    }

    @Test
    void aTwentiethOfTheTestRowsIsFound() {
        assertThatCode(() -> bits(64, 0).require("test")).doesNotThrowAnyException();
        assertThatThrownBy(() -> bits(64, 10).require("test"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "10 of the 200 test examples are training examples too (test example 0 is"
                                + " training example 0), and 0 groups of equal examples lie in training"
                                + " alone: of independent examples this has the probability 2e-08: hold"
                                + " them out of training");
    }

    /** Of 12 bits a quarter of the rows repeat others, of 9 bits most. */
    @Test
    void repeatsByChancePass() {
        for (int width : new int[] {9, 10, 12, 16}) {
            assertThatCode(() -> bits(width, 0).require("test")).doesNotThrowAnyException();
        }
    }

    @Test
    void oneRowOfNumbersIsTooMany() {
        float[] training = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
        float[] test = {0.7f, 0.8f, 0.3f, 0.4f};
        HeldOut leaked =
                HeldOut.of(ValueDomain.REAL, Examples.real(2, training), Examples.real(2, test));
        assertThatThrownBy(() -> leaked.require("test"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "1 of the 2 test examples are training examples too (test example 1 is training"
                                + " example 1)");
        float[] rounded = {0.1f, 0.2f, 0.1f, 0.2f, 0.3f, 0.4f};
        HeldOut chance =
                HeldOut.of(ValueDomain.REAL, Examples.real(2, rounded), Examples.real(2, test));
        assertThatCode(() -> chance.require("test")).doesNotThrowAnyException();
    }

    /** The figures are those of the same bound in Python. */
    @Test
    void theProbabilityIsABoundOfTheTail() {
        assertThat(of(Collections.nCopies(10, 2), 10)).isCloseTo(1.67e-8, within(1e-10));
        assertThat(of(Collections.nCopies(30, 36), 30)).isCloseTo(0.3947545, within(1e-6));
        assertThat(of(Collections.nCopies(40, 3), 25)).isCloseTo(3.228897e-6, within(1e-11));
    }

    private static double of(List<Integer> groups, int between) {
        return new HeldOut(false, 1000, 100, groups, between, between, "").probability();
    }
}
