// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.HostNoise;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.StorageOperations.Region;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Draws: those of the key, byte for byte, wherever they are made. */
final class NoiseCases {

    /** Blocks of two words and of four, chunks of 512, and more than one launch of a device. */
    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(0),
                    Shape.scalar(),
                    Shape.of(3),
                    Shape.of(7, 5),
                    Shape.of(511),
                    Shape.of(2, 513),
                    Shape.of(100, 784));

    private static final RandomKey KEY = RandomKey.of(13).split("noise");

    /** Of shapes that it divides. */
    private static final RandomKey JOINED =
            RandomKey.joined(
                    List.of(
                            KEY.split("first"),
                            KEY.split("second"),
                            KEY,
                            KEY.fold(1),
                            KEY.fold(2)));

    private NoiseCases() {}

    static Stream<DynamicTest> all(TensorBackend backend) {
        NoiseOperations noise = backend.noise().orElseGet(() -> new HostNoise(backend.storage()));
        Cases cases = new Cases();
        for (DType dtype : Probe.FLOATING) {
            for (Shape shape : SHAPES) {
                List<RandomKey> keys =
                        shape.size() % JOINED.parts().size() == 0
                                ? List.of(KEY, JOINED)
                                : List.of(KEY);
                for (RandomKey key : keys) {
                    String name = " " + dtype + " " + shape + (key.equals(JOINED) ? " joined" : "");
                    for (Continuous kind : Continuous.values()) {
                        cases.add(
                                kind.name(),
                                kind + name,
                                () -> continuous(backend, noise, key, kind, shape, dtype));
                    }
                    cases.add(
                            "BERNOULLI",
                            "BERNOULLI" + name,
                            () -> bernoulli(backend, noise, key, shape, dtype));
                }
            }
        }
        return cases.tests();
    }

    private static void continuous(
            TensorBackend backend,
            NoiseOperations noise,
            RandomKey key,
            Continuous kind,
            Shape shape,
            DType dtype) {
        try (Region region = backend.storage().openRegion()) {
            Buffer drawn = noise.draw(kind, key.fold(shape.size()), shape, dtype);

            assertThat(drawn.shape()).isEqualTo(shape);
            assertThat(drawn.dtype()).isEqualTo(dtype);
            if (dtype == DType.FLOAT64) {
                double[] expected = new double[shape.size()];
                key.fold(shape.size()).draw(kind, expected);
                assertThat(backend.storage().readDoubles(drawn)).isEqualTo(expected);
            } else {
                float[] expected = new float[shape.size()];
                key.fold(shape.size()).draw(kind, expected, 0, expected.length);
                assertThat(backend.storage().readFloats(drawn)).isEqualTo(expected);
            }
        }
    }

    private static void bernoulli(
            TensorBackend backend, NoiseOperations noise, RandomKey key, Shape shape, DType dtype) {
        float[] p = new float[shape.size()];
        KEY.split("p").uniform(p, 0, p.length);
        for (int i = 0; i < p.length; i++) {
            p[i] = i % 5 == 0 ? i % 2 : p[i];
        }
        try (Region region = backend.storage().openRegion()) {
            Buffer given = backend.storage().create(p, 0, shape, dtype);
            Buffer drawn = noise.bernoulli(key, given);

            assertThat(drawn.shape()).isEqualTo(shape);
            assertThat(drawn.dtype()).isEqualTo(dtype);
            assertThat(backend.storage().readFloats(drawn)).isEqualTo(key.bernoulli(p));
            assertThat(backend.storage().readFloats(given)).as("what was given").isEqualTo(p);
        }
    }
}
