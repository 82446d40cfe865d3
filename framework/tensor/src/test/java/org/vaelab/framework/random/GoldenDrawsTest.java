// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * The bytes that this package promises, on every machine and in every version. A failure here means
 * that no recorded run can be reproduced: change the code back, not the test.
 */
class GoldenDrawsTest {
    private static final int N = 4096;
    private static final RandomKey KEY =
            RandomKey.of(1).split("posterior").split("\u03b5 noise").fold(-17);

    /** From a program of its own, which knows only the descriptions of Philox and of the key. */
    @Test
    void keysAndUniformsAgreeWithAnIndependentProgram() {
        assertThat(KEY.bits(4))
                .containsExactly(
                        0x683849D15255BE4FL,
                        0x277A5403BE7D36B1L,
                        0x50A0B3AFB0757FBDL,
                        0xF4352D2AD986A9A9L);
        assertThat(KEY.uniform(4))
                .containsExactly(
                        0x1.8b1bb467eff19p-1,
                        0x1.141be6063006ep-2,
                        0x1.12e2c6dea789ap-2,
                        0x1.4b025d83fc17ap-2);
        // A name of eight bytes, which are absorbed at once.
        assertThat(RandomKey.of(1).split("12345678").bits(2))
                .containsExactly(0x6633C9AD56C38C3EL, 0x2C1A45B93AF4F516L);
    }

    @Test
    void draws() {
        double[] shapes = new double[N];
        Arrays.setAll(shapes, i -> (i + 1) / 256.0);
        double[] reversed = new double[N];
        Arrays.setAll(reversed, i -> shapes[N - 1 - i]);
        double[] probabilities = new double[N];
        Arrays.setAll(probabilities, i -> i / (double) N);
        assertGolden("normal", KEY.normal(N));
        assertGolden("exponential", KEY.exponential(N));
        assertGolden("gamma", KEY.gamma(shapes));
        assertGolden("logGamma", KEY.logGamma(shapes));
        assertGolden("beta", KEY.beta(shapes, reversed));
        assertGolden("bernoulli", KEY.bernoulli(probabilities));
        assertGolden("categorical", asDoubles(KEY.categorical(shapes, 8)));
        assertGolden("permutation", asDoubles(KEY.permutation(N)));
    }

    private static void assertGolden(String kind, double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
        bytes.asDoubleBuffer().put(values);
        CRC32 checksum = new CRC32();
        checksum.update(bytes.array());
        String found =
                String.format(
                        Locale.ROOT,
                        "%s %a %a %08x",
                        kind,
                        values[0],
                        values[1000 % values.length],
                        checksum.getValue());
        assertThat(GOLDEN).contains(found);
    }

    private static double[] asDoubles(int[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }

    /** Kind, value 0, value 1000 (modulo the length), CRC-32 of the doubles, big-endian. */
    private static final String[] GOLDEN = {
        "normal -0x1.026071736af47p-1 -0x1.4e4e24e68be3bp-2 86213e6f",
        "exponential 0x1.143e15d5af738p0 0x1.4ea774b929e71p1 ee6ee3ff",
        "gamma 0x1.328ccf769ccbp-381 0x1.616c9a14e1d34p2 fa874ea9",
        "logGamma -0x1.07e8abd9bc8fcp8 0x1.b57300401e5dap0 8c59927a",
        "beta 0x1.8d2eab22dd60cp-265 0x1.37397bd8f1727p-3 6754cb2c",
        "bernoulli 0x0.0p0 0x0.0p0 2faedc32",
        "categorical 0x1.0p2 0x1.8p1 41d638f9",
        "permutation 0x1.5f4p10 0x1.d9p9 5cd484fa",
    };
}
