// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.FusedOperations;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.OperationBackend;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/**
 * Has another backend compute, and records each operation. Fused operations are recorded as the
 * primitives of their definition, and Java makes the draws.
 */
final class TracingBackend extends OperationBackend implements StorageOperations {

    private final TensorBackend real;
    private final StorageOperations memory;
    private final Recording recording;

    TracingBackend(TensorBackend real, Recording recording) {
        super(real);
        this.real = real;
        this.memory = real.storage();
        this.recording = recording;
    }

    @Override
    protected Buffer compute(Operation operation, List<Buffer> arguments) {
        Buffer result = operation.run(real, arguments.stream().map(Recording::real).toList());
        return recording.result(operation, result, arguments);
    }

    @Override
    public FusedOperations fused() {
        return () -> this;
    }

    @Override
    public UpdateOperations updates() {
        return () -> this;
    }

    @Override
    public Optional<NoiseOperations> noise() {
        return Optional.empty();
    }

    // --------------------------------------------------------------------------------- storage

    @Override
    public StorageOperations storage() {
        return this;
    }

    @Override
    public Region openRegion() {
        Region region = memory.openRegion();
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
        return recording.copy(buffer, memory.keep(Recording.real(buffer)));
    }

    @Override
    public void release(Buffer kept) {
        memory.release(Recording.real(kept));
    }

    @Override
    public Buffer create(float[] values, int offset, Shape shape, DType dtype) {
        return recording.created(memory.create(values, offset, shape, dtype));
    }

    @Override
    public Buffer create(double[] values, Shape shape, DType dtype) {
        return recording.created(memory.create(values, shape, dtype));
    }

    @Override
    public Buffer create(int[] values, Shape shape) {
        return recording.created(memory.create(values, shape));
    }

    @Override
    public float[] readFloats(Buffer buffer) {
        recording.requireReadable(buffer);
        return memory.readFloats(Recording.real(buffer));
    }

    @Override
    public double[] readDoubles(Buffer buffer) {
        recording.requireReadable(buffer);
        return memory.readDoubles(Recording.real(buffer));
    }

    @Override
    public int[] readInts(Buffer buffer) {
        recording.requireReadable(buffer);
        return memory.readInts(Recording.real(buffer));
    }

    @Override
    public void assign(Buffer target, Buffer source) {
        recording.requireUntraced();
        memory.assign(Recording.real(target), Recording.real(source));
    }
}
