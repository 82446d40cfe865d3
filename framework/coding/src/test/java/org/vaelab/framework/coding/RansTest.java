// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

/** The entropy coder: what is pushed comes back, at the length that the frequencies promise. */
final class RansTest {

    /** Draws cuts of 2^bits slots into n symbols of at least one slot. */
    private static int[] cuts(RandomKey key, int n, int bits) {
        double[] u = key.uniform(n - 1);
        int[] cuts = new int[n + 1];
        for (int i = 1; i < n; i++) {
            cuts[i] = (int) (u[i - 1] * u[i - 1] * ((1 << bits) - n));
        }
        Arrays.sort(cuts, 1, n);
        for (int i = 1; i < n; i++) {
            cuts[i] += i;
        }
        cuts[n] = 1 << bits;
        return cuts;
    }

    @Property(tries = 300)
    void whatIsPushedComesBack(
            @ForAll @IntRange(min = 2, max = 20) int n,
            @ForAll @IntRange(min = 5, max = 30) int bits,
            @ForAll long seed) {
        int[] cuts = cuts(RandomKey.of(seed), n, bits);
        int[] symbols = RandomKey.of(seed).split("symbols").permutation(500);
        Rans rans = Rans.empty();
        for (int s : symbols) {
            rans.push(cuts[s % n], cuts[s % n + 1] - cuts[s % n], bits);
        }
        Rans read = Rans.of(rans.state(), rans.words());
        for (int i = symbols.length - 1; i >= 0; i--) {
            int slot = read.slot(bits);
            int found = 0;
            while (cuts[found + 1] <= slot) {
                found++;
            }
            assertThat(found).isEqualTo(symbols[i] % n);
            read.pop(cuts[found], cuts[found + 1] - cuts[found], bits);
        }
        assertThat(read.isPad(0)).isTrue();
    }

    @Property(tries = 100)
    void whatIsPoppedFromThePadGoesBack(
            @ForAll @IntRange(min = 1, max = 200) int count, @ForAll long seed) {
        int[] bits = RandomKey.of(seed).permutation(count);
        Rans rans = Rans.empty();
        int[] symbols = new int[count];
        for (int i = 0; i < count; i++) {
            symbols[i] = rans.popUniform(bits[i] % 31);
        }
        // A pop may cost up to log2(1 + 2^bits / state) bits more, which the push gives back.
        double popped = rans.bits();
        assertThat(popped)
                .isCloseTo(
                        -Arrays.stream(bits).mapToDouble(b -> b % 31).sum(),
                        within(1 + 0.1 * count));
        Rans read = Rans.of(rans.state(), rans.words());
        for (int i = count - 1; i >= 0; i--) {
            read.pushUniform(symbols[i], bits[i] % 31);
        }
        assertThat(read.isPad(rans.padWords())).isTrue();
        assertThat(rans.padWords() == 0 || !read.isPad(rans.padWords() - 1)).isTrue();
    }

    /**
     * By the law of large numbers: 20,000 symbols of their own frequencies take their entropy, to 5
     * errors.
     */
    @Test
    void lengthIsEntropy() {
        int[] cuts = {0, 3 << 10, 4 << 10, 1 << 16};
        double[] u = RandomKey.of(1).uniform(20_000);
        Rans rans = Rans.empty();
        double promised = 0;
        for (double share : u) {
            int slot = (int) (share * (1 << 16));
            int s = slot < cuts[1] ? 0 : slot < cuts[2] ? 1 : 2;
            rans.push(cuts[s], cuts[s + 1] - cuts[s], 16);
            promised -= Math.log((cuts[s + 1] - cuts[s]) / 65536.0) / Math.log(2);
        }
        assertThat(rans.bits()).isCloseTo(promised, within(promised * 1e-5));
    }

    @Test
    void aRoundedNumberIsTheSameWhereNumbersDifferWithinTheTolerance() {
        double[] values = RandomKey.of(2).normal(50_000);
        // On a boundary of the grid without an offset, and as near as machines differ.
        values[7] = 1.5 / Letters.SCALE;
        double[] others = values.clone();
        double[] noise = RandomKey.of(3).uniform(values.length);
        Arrays.setAll(
                others,
                i -> others[i] + Rounding.TOLERANCE * (noise[i] - 0.5) * (1 + Math.abs(others[i])));
        others[7] = Math.nextDown(values[7]);
        Rans rans = Rans.empty();
        Rounding chosen = Rounding.choosing(rans, Rounding.TOLERANCE);
        int[] steps = chosen.of(values, Letters.SCALE);
        double before = rans.bits();
        chosen.flush();
        assertThat(rans.bits() - before).isBetween(20.0, 25.0);
        Rans read = Rans.of(rans.state(), rans.words());
        assertThat(Rounding.reading(read).of(others, Letters.SCALE)).isEqualTo(steps);
        assertThat(read.bits()).isCloseTo(before, within(1e-6));
    }

    @Test
    void binsOfEqualMassAreThoseOfTheNormal() {
        for (double x : new double[] {-8, -3, -1, 0, 0.5, 2, 6}) {
            double p = NormalBins.distribution(x);
            if (p < 0.9999) {
                assertThat(NormalBins.quantile(p)).isCloseTo(x, within(1e-9 + 1e-11 / p));
            }
        }
        // 1.959963984540054 is the quantile of 0.975.
        assertThat(NormalBins.distribution(1.959963984540054)).isCloseTo(0.975, within(2e-14));
        NormalBins bins = new NormalBins(new int[] {0}, new int[] {0});
        IntStream.of(0, 1, 30_000, 65_534, 65_535)
                .forEach(
                        bin -> {
                            bins.locate(0, bin);
                            assertThat(bins.frequency).isBetween((1 << 14) - 2, (1 << 14) + 2);
                            int from = bins.start;
                            assertThat(bins.find(0, from)).isEqualTo(bin);
                            assertThat(bins.find(0, from + bins.frequency - 1)).isEqualTo(bin);
                        });
    }

    @Test
    void tablesHaveEachSymbolOnceWhateverTheirParameters() {
        int[] means = {0, 65_000_000, -65_000_000, 1234};
        int[] logs = {-40_000, -80_000, 80_000, 80_000};
        NormalBins bins = new NormalBins(means, logs);
        for (int place = 0; place < means.length; place++) {
            int next = 0;
            for (int bin = 0; bin < 1 << NormalBins.BINS_BITS; bin++) {
                bins.locate(place, bin);
                assertThat(bins.start).isEqualTo(next);
                next += bins.frequency;
            }
            assertThat(next).isEqualTo(1 << Rans.MOST_BITS);
        }
    }
}
