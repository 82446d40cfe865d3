// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;

/** Draws in Java, and copies to the backend. */
public final class HostNoise implements NoiseOperations {

    /** The draws of a training step and less: beyond it, an array is not worth keeping. */
    private static final int SMALL = 1 << 16;

    private final StorageOperations storage;
    private float[] draws = {};

    public HostNoise(StorageOperations storage) {
        this.storage = storage;
    }

    @Override
    public Buffer draw(Continuous distribution, RandomKey key, Shape shape, DType dtype) {
        return draw(distribution, List.of(key), shape.size(), shape, dtype);
    }

    @Override
    public Buffer draw(Continuous distribution, List<RandomKey> keys, Shape shape, DType dtype) {
        return draw(distribution, keys, shape.size(), shape.prepend(keys.size()), dtype);
    }

    private Buffer draw(
            Continuous distribution, List<RandomKey> keys, int each, Shape all, DType dtype) {
        if (dtype == DType.FLOAT64) {
            double[] doubles = new double[all.size()];
            for (int k = 0; k < keys.size(); k++) {
                double[] own = new double[each];
                keys.get(k).draw(distribution, own);
                System.arraycopy(own, 0, doubles, k * each, each);
            }
            return storage.create(doubles, all, dtype);
        }
        float[] floats = array(all.size());
        for (int k = 0; k < keys.size(); k++) {
            keys.get(k).draw(distribution, floats, k * each, each);
        }
        return storage.create(floats, 0, all, dtype);
    }

    /** Returns an array for draws, which are copied out of it at once; the same one while they are few. */
    private float[] array(int size) {
        if (size > SMALL) {
            return new float[size];
        }
        if (draws.length < size) {
            draws = new float[size];
        }
        return draws;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a probability is outside [0, 1] or NaN
     */
    @Override
    public Buffer bernoulli(RandomKey key, Buffer probabilities) {
        Shape shape = probabilities.shape();
        if (probabilities.dtype() == DType.FLOAT64) {
            double[] drawn = key.bernoulli(storage.readDoubles(probabilities));
            return storage.create(drawn, shape, DType.FLOAT64);
        }
        float[] values = storage.readFloats(probabilities);
        key.bernoulli(values, values);
        return storage.create(values, 0, shape, DType.FLOAT32);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a probability is outside [0, 1] or NaN
     */
    @Override
    public Buffer bernoulli(List<RandomKey> keys, Buffer probabilities) {
        Shape shape = probabilities.shape();
        int size = shape.from(1).size();
        if (probabilities.dtype() == DType.FLOAT64) {
            double[] p = storage.readDoubles(probabilities);
            for (int k = 0; k < keys.size(); k++) {
                double[] own = Arrays.copyOfRange(p, k * size, (k + 1) * size);
                System.arraycopy(keys.get(k).bernoulli(own), 0, p, k * size, size);
            }
            return storage.create(p, shape, DType.FLOAT64);
        }
        float[] p = storage.readFloats(probabilities);
        for (int k = 0; k < keys.size(); k++) {
            float[] own = Arrays.copyOfRange(p, k * size, (k + 1) * size);
            System.arraycopy(keys.get(k).bernoulli(own), 0, p, k * size, size);
        }
        return storage.create(p, 0, shape, DType.FLOAT32);
    }
}
