// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch_cuda;
import org.vaelab.framework.random.BitStream;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.NoiseOperations;

/**
 * Draws on a CUDA device, by the kernels of {@code noise.cu}, which NVRTC compiles for the device
 * when the first backend opens. They are launched on libtorch's stream, and nothing waits for them.
 * What goes up are two numbers of the key. This class is loaded on a CUDA device alone.
 */
final class CudaNoise implements NoiseOperations {

    private static final String SOURCE = "noise.cu";

    /** Threads of a block of the grid. */
    private static final int THREADS = 128;

    /**
     * The compiled kernels by architecture. Each model that is tried, and each run, opens a
     * backend.
     */
    private static final Map<String, byte[]> COMPILED = new ConcurrentHashMap<>();

    private static final int DRAWS_OF_A_THREAD = 2;
    private static final int BITS_OF_A_THREAD = 4;

    private final TorchMemory memory;
    private final byte device;
    private final CUmod_st module = new CUmod_st();
    private final CUfunc_st drawFloat;
    private final CUfunc_st drawDouble;
    private final CUfunc_st bernoulliFloat;
    private final CUfunc_st bernoulliDouble;

    /**
     * Compiles the kernels.
     *
     * @throws BackendException if CUDA refuses; the message has what it says
     */
    CudaNoise(TorchMemory memory, String device) {
        this.memory = memory;
        CudaDevice of = CudaDevice.at(CudaDevice.indexOf(device));
        this.device = (byte) of.index();
        check("cudaSetDevice", cudart.cudaSetDevice(of.index()));
        String architecture = "sm_" + of.capability().replace(".", "");
        byte[] compiled = COMPILED.computeIfAbsent(architecture, CudaNoise::compiled);
        try (BytePointer binary = new BytePointer(compiled)) {
            check("cuModuleLoadData", cudart.cuModuleLoadData(module, binary));
        }
        drawFloat = function("draw_float");
        drawDouble = function("draw_double");
        bernoulliFloat = function("bernoulli_float");
        bernoulliDouble = function("bernoulli_double");
    }

    private static byte[] compiled(String architecture) {
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer source = new BytePointer(source(), StandardCharsets.UTF_8);
                BytePointer name = new BytePointer(SOURCE, StandardCharsets.UTF_8);
                PointerPointer<BytePointer> none = new PointerPointer<>();
                PointerPointer<BytePointer> options =
                        new PointerPointer<>(
                                "--gpu-architecture=" + architecture, "--fmad=false")) {
            compile(
                    "nvrtcCreateProgram",
                    nvrtc.nvrtcCreateProgram(program, source, name, 0, none, none));
            int result = nvrtc.nvrtcCompileProgram(program, 2, options);
            if (result != 0) {
                throw new BackendException(
                        "NVRTC does not compile "
                                + SOURCE
                                + " for "
                                + architecture
                                + ": "
                                + log(program));
            }
            return binary(program);
        } finally {
            nvrtc.nvrtcDestroyProgram(program);
        }
    }

    private static byte[] binary(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            compile("nvrtcGetCUBINSize", nvrtc.nvrtcGetCUBINSize(program, size));
            byte[] bytes = new byte[Math.toIntExact(size.get())];
            try (BytePointer binary = new BytePointer(bytes.length)) {
                compile("nvrtcGetCUBIN", nvrtc.nvrtcGetCUBIN(program, binary));
                binary.get(bytes);
            }
            return bytes;
        }
    }

    private static String log(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            compile("nvrtcGetProgramLogSize", nvrtc.nvrtcGetProgramLogSize(program, size));
            try (BytePointer log = new BytePointer(size.get())) {
                compile("nvrtcGetProgramLog", nvrtc.nvrtcGetProgramLog(program, log));
                return log.getString();
            }
        }
    }

    private static String source() {
        try (InputStream in = CudaNoise.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + SOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CUfunc_st function(String name) {
        CUfunc_st function = new CUfunc_st();
        check("cuModuleGetFunction " + name, cudart.cuModuleGetFunction(function, module, name));
        return function;
    }

    /** Returns the number by which the kernels know a distribution. */
    static int kind(Continuous distribution) {
        return switch (distribution) {
            case UNIFORM -> 0;
            case NORMAL -> 1;
            case EXPONENTIAL -> 2;
        };
    }

    @Override
    public Buffer draw(Continuous distribution, RandomKey key, Shape shape, DType dtype) {
        TorchBuffer out = memory.allocate(shape, dtype);
        CUfunc_st kernel = dtype == DType.FLOAT64 ? drawDouble : drawFloat;
        try (IntPointer kind = new IntPointer(1).put(kind(distribution))) {
            launch(
                    kernel,
                    List.of(kind),
                    key.parts().stream().map(part -> part.stream(distribution)).toList(),
                    List.of(out),
                    DRAWS_OF_A_THREAD);
        }
        return out;
    }

    @Override
    public Buffer bernoulli(RandomKey key, Buffer probabilities) {
        TorchBuffer p = memory.rowMajor(probabilities);
        TorchBuffer out = memory.allocate(p.shape(), p.dtype());
        CUfunc_st kernel = p.dtype() == DType.FLOAT64 ? bernoulliDouble : bernoulliFloat;
        launch(
                kernel,
                List.of(),
                key.parts().stream().map(RandomKey::bernoulliStream).toList(),
                List.of(p, out),
                BITS_OF_A_THREAD);
        return out;
    }

    /**
     * Launches a kernel for each stream, which fills its part of the buffers.
     *
     * @param first the arguments before the stream
     * @param buffers those after it, of one size
     */
    private void launch(
            CUfunc_st kernel,
            List<Pointer> first,
            List<BitStream> streams,
            List<TorchBuffer> buffers,
            int perThread) {
        int size = buffers.get(0).shape().size();
        int draws = size / streams.size();
        if (draws * streams.size() != size) {
            throw new UnsupportedOperationException(
                    streams.size() + " keys give no " + size + " draws");
        }
        if (draws == 0) {
            // Empty tensors have no address.
            return;
        }
        for (int i = 0; i < streams.size(); i++) {
            try (Arguments arguments = new Arguments(first)) {
                arguments.add(streams.get(i).key()).add(streams.get(i).id());
                for (TorchBuffer buffer : buffers) {
                    arguments.add(buffer, i * draws);
                }
                launch(kernel, draws, perThread, arguments.add(draws));
            }
        }
    }

    private void launch(CUfunc_st kernel, int draws, int perThread, Arguments arguments) {
        int threads = (draws - 1) / perThread + 1;
        check("cudaSetDevice", cudart.cudaSetDevice(device));
        try (CUDAStream stream = torch_cuda.getCurrentCUDAStream(device);
                PointerPointer<Pointer> list = arguments.list();
                PointerPointer<Pointer> none = new PointerPointer<>()) {
            check(
                    "cuLaunchKernel",
                    cudart.cuLaunchKernel(
                            kernel,
                            (threads - 1) / THREADS + 1,
                            1,
                            1,
                            THREADS,
                            1,
                            1,
                            0,
                            stream.stream(),
                            list,
                            none));
        }
    }

    /** The arguments of a kernel, each in memory of its own, which the launch copies. */
    private static final class Arguments implements AutoCloseable {

        private final List<Pointer> places = new ArrayList<>();
        private final List<Pointer> own = new ArrayList<>();

        Arguments(List<Pointer> first) {
            places.addAll(first);
        }

        Arguments add(long number) {
            LongPointer place = new LongPointer(1).put(number);
            own.add(place);
            places.add(place);
            return this;
        }

        /** Adds the address of an element. */
        Arguments add(TorchBuffer buffer, int element) {
            try (Pointer memory = buffer.tensor().data_ptr()) {
                return add(memory.address() + (long) element * buffer.dtype().bytes());
            }
        }

        PointerPointer<Pointer> list() {
            return new PointerPointer<>(places.toArray(Pointer[]::new));
        }

        @Override
        public void close() {
            own.forEach(Pointer::close);
        }
    }

    private static void compile(String call, int result) {
        if (result != 0) {
            throw new BackendException(
                    call + " failed: " + nvrtc.nvrtcGetErrorString(result).getString());
        }
    }

    private static void check(String call, int error) {
        if (error != 0) {
            throw new BackendException(call + " failed with CUDA's error " + error);
        }
    }

    /** Unloads the kernels. */
    void close() {
        check("cuModuleUnload", cudart.cuModuleUnload(module));
    }
}
