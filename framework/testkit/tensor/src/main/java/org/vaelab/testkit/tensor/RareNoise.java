// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Optional;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.HostNoise;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.OperationBackend;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Noise of which two values in five are as rare as one in 2^24: a training run draws some ten
 * million values, and meets them. The other values are those of the key. Probabilities are drawn as
 * usual.
 */
public final class RareNoise implements NoiseOperations {

    private static final double PROBABILITY = 0x1p-24;
    private static final double SHARE = 0.2;

    private final TensorBackend backend;
    private final HostNoise ordinary;
    private boolean rare;

    private RareNoise(TensorBackend backend) {
        this.backend = backend;
        this.ordinary = new HostNoise(backend.storage());
    }

    /** Returns what draws into the memory of a backend, at first without rare values. */
    public static RareNoise into(TensorBackend backend) {
        return new RareNoise(backend);
    }

    public TensorBackend backend() {
        return new OperationBackend(backend) {
            @Override
            public Optional<NoiseOperations> noise() {
                return Optional.of(RareNoise.this);
            }
        };
    }

    /** Draws rare values from now on. */
    public void begin() {
        rare = true;
    }

    @Override
    public Buffer draw(Continuous distribution, RandomKey key, Shape shape, DType dtype) {
        if (!rare) {
            return ordinary.draw(distribution, key, shape, dtype);
        }
        double[] values = new double[shape.size()];
        key.draw(distribution, values);
        double[] choice = key.split("rare").uniform(values.length);
        for (int i = 0; i < values.length; i++) {
            if (choice[i] < SHARE) {
                values[i] = quantile(distribution, PROBABILITY);
            } else if (choice[i] > 1 - SHARE) {
                values[i] = quantile(distribution, 1 - PROBABILITY);
            }
        }
        return backend.storage().create(values, shape, dtype);
    }

    private static double quantile(Continuous distribution, double p) {
        return switch (distribution) {
            case UNIFORM -> p;
            // Of probability 2^-24 each side.
            case NORMAL -> p < 0.5 ? -5.29 : 5.29;
            case EXPONENTIAL -> -Math.log1p(-p);
        };
    }

    @Override
    public Buffer bernoulli(RandomKey key, Buffer probabilities) {
        return ordinary.bernoulli(key, probabilities);
    }
}
