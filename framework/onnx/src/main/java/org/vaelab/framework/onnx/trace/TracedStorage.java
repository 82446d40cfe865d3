// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;

/** Memory whose buffers know where they come from. */
record TracedStorage(StorageOperations real, Recording recording) implements StorageOperations {

    @Override
    public Region openRegion() {
        Region region = real.openRegion();
        return new Region() {
            @Override
            public Buffer detach(Buffer buffer) {
                return recording.copy(buffer, region.detach(Recording.real(buffer)));
            }

            @Override
            public void close() {
                region.close();
            }
        };
    }

    @Override
    public Buffer keep(Buffer buffer) {
        return recording.copy(buffer, real.keep(Recording.real(buffer)));
    }

    @Override
    public void release(Buffer kept) {
        real.release(Recording.real(kept));
    }

    @Override
    public Buffer create(float[] values, int offset, Shape shape, DType dtype) {
        return recording.created(real.create(values, offset, shape, dtype));
    }

    @Override
    public Buffer create(double[] values, Shape shape, DType dtype) {
        return recording.created(real.create(values, shape, dtype));
    }

    @Override
    public Buffer create(int[] values, Shape shape) {
        return recording.created(real.create(values, shape));
    }

    @Override
    public Buffer fill(double value, Shape shape, DType dtype) {
        return recording.result(new Operation.Fill(value), real.fill(value, shape, dtype));
    }

    @Override
    public float[] readFloats(Buffer buffer) {
        return real.readFloats(recording.read(buffer));
    }

    @Override
    public double[] readDoubles(Buffer buffer) {
        return real.readDoubles(recording.read(buffer));
    }

    @Override
    public int[] readInts(Buffer buffer) {
        return real.readInts(recording.read(buffer));
    }

    @Override
    public void assign(Buffer target, Buffer source) {
        real.assign(recording.overwritten(target), Recording.real(source));
    }
}
