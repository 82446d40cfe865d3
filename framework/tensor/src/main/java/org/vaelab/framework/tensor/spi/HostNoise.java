// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

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
        if (dtype == DType.FLOAT64) {
            double[] doubles = new double[shape.size()];
            key.draw(distribution, doubles);
            return storage.create(doubles, shape, dtype);
        }
        float[] floats = array(shape.size());
        key.draw(distribution, floats, 0, shape.size());
        return storage.create(floats, 0, shape, dtype);
    }

    /**
     * Returns an array for draws, which are copied out of it at once; the same one while they are
     * few.
     */
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
}
