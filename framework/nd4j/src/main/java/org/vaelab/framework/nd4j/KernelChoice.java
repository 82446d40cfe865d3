// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the kernels: vector instructions if the JVM was started with the module {@value #MODULE},
 * unless the property {@value #PROPERTY} is {@code plain}.
 */
final class KernelChoice {

    static final String MODULE = "jdk.incubator.vector";

    static final String PROPERTY = "vaelab.nd4j.kernels";

    /** A loop over fewer elements takes a microsecond in any case. */
    private static final int FEW = 4096;

    private KernelChoice() {}

    static Kernels best(int threads) {
        if (threads == 1) {
            return best();
        }
        List<Kernels> kernels = IntStream.range(0, threads).mapToObj(i -> best()).toList();
        return new ParallelKernels(kernels, ParallelKernels.WORTH);
    }

    private static Kernels best() {
        if (System.getProperty(PROPERTY, "").equals("plain")) {
            return new TiledKernels(PROPERTY + "=plain");
        }
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new TiledKernels(
                    "Java was started without --add-modules "
                            + MODULE
                            + ", which ./vaelab adds for runs on nd4j");
        }
        try {
            return vectors(FEW);
        } catch (LinkageError e) {
            return new TiledKernels(
                    "the vectors of Java "
                            + Runtime.version().feature()
                            + " do not reach native memory or are too short here");
        }
    }

    /**
     * By name, since javac compiles the classes that use the module apart from all others: it warns
     * of an incubating module, which cannot be suppressed.
     *
     * @throws LinkageError if this JVM's Vector API is not one they know
     */
    static Kernels vectors(int least) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            return (Kernels)
                    lookup.findConstructor(
                                    lookup.findClass("org.vaelab.framework.nd4j.VectorKernels"),
                                    MethodType.methodType(void.class, Kernels.class, int.class))
                            .invoke(new TiledKernels(""), least);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("VectorKernels cannot be made", e);
        }
    }
}
