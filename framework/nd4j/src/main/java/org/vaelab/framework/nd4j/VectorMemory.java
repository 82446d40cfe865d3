// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies vectors to and from native memory, through byte buffers (JDK 17 and 18) or memory segments
 * (JDK 22 on).
 *
 * <p>Loops invoke the handles directly, and no method here takes or returns a vector. The compiler
 * always inlines a call of a constant handle, but inlines a method only if it is small enough.
 * Otherwise it allocates an object for every vector.
 */
final class VectorMemory {

    static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() > Kernels.PARTIAL_SUMS
                    ? FloatVector.SPECIES_512
                    : FloatVector.SPECIES_PREFERRED;

    static final int LANES = SPECIES.length();

    static final int STEP = LANES * Float.BYTES;

    /** (ByteBuffer) Object: memory as the others take it. */
    private static final MethodHandle OF;

    /** (Object, int) FloatVector: the vector at a position in bytes. */
    static final MethodHandle LOAD;

    /** (FloatVector, Object, int) void. */
    static final MethodHandle STORE;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle of;
        MethodHandle load;
        MethodHandle store;
        try {
            Class<?> memory;
            Class<?> position;
            String name;
            if (hasByteBuffers()) {
                memory = ByteBuffer.class;
                position = int.class;
                name = "ByteBuffer";
                of = MethodHandles.identity(ByteBuffer.class);
            } else {
                memory = Class.forName("java.lang.foreign.MemorySegment");
                position = long.class;
                name = "MemorySegment";
                of =
                        lookup.findStatic(
                                memory, "ofBuffer", MethodType.methodType(memory, Buffer.class));
            }
            load =
                    lookup.findStatic(
                            FloatVector.class,
                            "from" + name,
                            MethodType.methodType(
                                    FloatVector.class,
                                    VectorSpecies.class,
                                    memory,
                                    position,
                                    ByteOrder.class));
            store =
                    lookup.findVirtual(
                            FloatVector.class,
                            "into" + name,
                            MethodType.methodType(void.class, memory, position, ByteOrder.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        load = MethodHandles.insertArguments(load, 3, ByteOrder.nativeOrder());
        load = MethodHandles.insertArguments(load, 0, SPECIES);
        store = MethodHandles.insertArguments(store, 3, ByteOrder.nativeOrder());
        OF = of.asType(MethodType.methodType(Object.class, ByteBuffer.class));
        LOAD = load.asType(MethodType.methodType(FloatVector.class, Object.class, int.class));
        STORE =
                store.asType(
                        MethodType.methodType(
                                void.class, FloatVector.class, Object.class, int.class));
    }

    private VectorMemory() {}

    private static boolean hasByteBuffers() {
        for (java.lang.reflect.Method method : FloatVector.class.getMethods()) {
            if (method.getName().equals("fromByteBuffer")) {
                return true;
            }
        }
        return false;
    }

    /** Returns the memory of a buffer as {@link #LOAD} and {@link #STORE} take it. */
    static Object of(ByteBuffer buffer) {
        try {
            return (Object) OF.invokeExact(buffer);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static Object of(Floats floats) {
        return floats.block().seen(VectorMemory::of);
    }

    /** Returns the position of floats in their memory, in bytes. */
    static int position(Floats floats) {
        return floats.offset() * Float.BYTES;
    }

    /** Wraps an exception of a handle as an unchecked one. */
    static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException exception) {
            return exception;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }
}
