// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.cuda.DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair;
import org.bytedeco.pytorch.cuda.MemPool;
import org.bytedeco.pytorch.cuda.StreamFilter;
import org.bytedeco.pytorch.global.torch_cuda;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.ProgramCapture;

/**
 * Programs as CUDA graphs: their kernels are recorded on a stream of their own, and launched at
 * once. A program is carried out there once before, so that what libraries set up at a first call
 * is no part of it. Whatever libtorch allocates meanwhile comes from a pool that lives as long as
 * the graph, as in {@code torch.cuda.CUDAGraph}. This class is loaded on a CUDA device alone.
 */
final class CudaGraphs implements ProgramCapture {

    /**
     * Held while a thread captures or waits for the device: waiting breaks every capture of the
     * process.
     */
    private static final Object DEVICE = new Object();

    private final TorchMemory memory;
    private final Bfloat16 bfloat16;
    private final byte device;

    /** One for all captures, as libraries keep memory for each stream; made at the first. */
    private @Nullable CUDAStream own;

    CudaGraphs(TorchMemory memory, Bfloat16 bfloat16, String device) {
        this.memory = memory;
        this.bfloat16 = bfloat16;
        this.device = (byte) CudaDevice.indexOf(device);
    }

    @Override
    public Captured capture(Runnable program) {
        synchronized (DEVICE) {
            return captureAlone(program);
        }
    }

    private Captured captureAlone(Runnable program) {
        check("cudaSetDevice", cudart.cudaSetDevice(device));
        CUDAStream stream = own();
        try (CUDAStream before = torch_cuda.getCurrentCUDAStream(device)) {
            await();
            torch_cuda.setCurrentCUDAStream(stream);
            try {
                warmUp(program);
                return record(program, stream);
            } finally {
                torch_cuda.setCurrentCUDAStream(before);
            }
        }
    }

    private CUDAStream own() {
        CUDAStream known = own;
        if (known == null) {
            known = torch_cuda.getStreamFromPool(false, device);
            own = known;
        }
        return known;
    }

    void close() {
        if (own != null) {
            own.close();
        }
    }

    private void warmUp(Runnable program) {
        Lifetime results = memory.beginCapture();
        try {
            run(program);
            await();
        } finally {
            memory.endCapture();
            memory.end(results);
        }
    }

    private Graph record(Runnable program, CUDAStream on) {
        Graph graph = new Graph(memory.beginCapture());
        try (CUstream_st stream = on.stream();
                StreamFilter filter = new Allocations(stream)) {
            torch_cuda.beginAllocateToPool(device, graph.pool, filter);
            graph.hasPool = true;
            try {
                check(
                        "cudaStreamBeginCapture",
                        cudart.cudaStreamBeginCapture(
                                stream, cudart.cudaStreamCaptureModeThreadLocal));
                int ended;
                try {
                    run(program);
                } finally {
                    ended = cudart.cudaStreamEndCapture(stream, graph.recorded);
                }
                check("cudaStreamEndCapture", ended);
            } finally {
                torch_cuda.endAllocateToPool(device, graph.pool);
                memory.endCapture();
            }
            graph.instantiate();
            return graph;
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    private void run(Runnable program) {
        // What was rounded before a capture would not be rounded again in a replay.
        bfloat16.noteWrites();
        try {
            program.run();
        } catch (BackendException e) {
            throw e;
        } catch (RuntimeException e) {
            String text = String.valueOf(e.getMessage());
            throw new BackendException(text.lines().findFirst().orElse(text), e);
        } finally {
            bfloat16.noteWrites();
        }
    }

    /**
     * Memory that is asked for on one stream: others' programs have theirs where they always have.
     */
    private static final class Allocations extends StreamFilter {

        private final long stream;

        Allocations(CUstream_st stream) {
            this.stream = stream.address();
        }

        @Override
        public boolean call(Pointer asking) {
            return asking != null && asking.address() == stream;
        }
    }

    private final class Graph implements Captured {

        private final Lifetime results;
        private final DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair pool = newPool();
        private final CUgraph_st recorded = new CUgraph_st();
        private final CUgraphExec_st executable = new CUgraphExec_st();
        private boolean hasPool;

        Graph(Lifetime results) {
            this.results = results;
        }

        void instantiate() {
            check("cudaGraphInstantiate", cudart.cudaGraphInstantiate(executable, recorded, 0));
        }

        @Override
        public void replay() {
            check("cudaSetDevice", cudart.cudaSetDevice(device));
            try (CUDAStream current = torch_cuda.getCurrentCUDAStream(device);
                    CUstream_st stream = current.stream()) {
                check("cudaGraphLaunch", cudart.cudaGraphLaunch(executable, stream));
            }
        }

        @Override
        public void close() {
            // A launch may be under way, and what a failed capture has left is of no use to
            // anybody.
            synchronized (DEVICE) {
                cudart.cudaDeviceSynchronize();
            }
            if (!executable.isNull()) {
                cudart.cudaGraphExecDestroy(executable);
            }
            if (!recorded.isNull()) {
                cudart.cudaGraphDestroy(recorded);
            }
            cudart.cudaGetLastError();
            memory.end(results);
            if (hasPool) {
                torch_cuda.getAllocator().releasePool(device, pool);
            }
        }
    }

    /**
     * Returns the id of a new pool: a pair of numbers, which the bindings take for a pair of
     * vectors. Their destructor would free what the numbers point at. So neither {@code close} nor
     * the garbage collector may call it, and the 16 bytes of the id stay.
     */
    private static DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair newPool() {
        DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair id =
                MemPool.graph_pool_handle(false);
        id.deallocate(false);
        return id;
    }

    private static void await() {
        check("cudaDeviceSynchronize", cudart.cudaDeviceSynchronize());
    }

    private static void check(String call, int error) {
        if (error != 0) {
            cudart.cudaGetLastError();
            throw new BackendException(
                    call + " failed: " + cudart.cudaGetErrorString(error).getString());
        }
    }
}
