// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.VectorMemory.LANES;
import static org.vaelab.framework.nd4j.VectorMemory.LOAD;
import static org.vaelab.framework.nd4j.VectorMemory.SPECIES;
import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.STORE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.vaelab.framework.tensor.Activation;

/** Loops of a dense layer: its bias, and the gradients of activations. */
final class VectorLayer {

    private VectorLayer() {}

    /** Overwrites rows, each of a vector at least, by their sums with the bias, limited or not. */
    static void addBias(Floats bias, Floats y, int rows, int width, boolean relu) throws Throwable {
        Object b = VectorMemory.of(bias);
        int atB = VectorMemory.position(bias);
        Object memory = VectorMemory.of(y);
        int position = VectorMemory.position(y);
        int last = (width - LANES) * Float.BYTES;
        for (int row = 0; row < rows; row++) {
            int at = position + row * width * Float.BYTES;
            if (relu) {
                relu(b, atB, memory, at, last);
            } else {
                identity(b, atB, memory, at, last);
            }
        }
    }

    // The last vector may overlap the one before, so it is computed before that is overwritten.

    private static void identity(Object b, int atB, Object y, int at, int last) throws Throwable {
        FloatVector end = (FloatVector) LOAD.invokeExact(y, at + last);
        end = end.add((FloatVector) LOAD.invokeExact(b, atB + last));
        for (int i = 0; i < last; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(y, at + i);
            v = v.add((FloatVector) LOAD.invokeExact(b, atB + i));
            STORE.invokeExact(v, y, at + i);
        }
        STORE.invokeExact(end, y, at + last);
    }

    private static void relu(Object b, int atB, Object y, int at, int last) throws Throwable {
        FloatVector end = (FloatVector) LOAD.invokeExact(y, at + last);
        end = end.add((FloatVector) LOAD.invokeExact(b, atB + last)).max(0);
        for (int i = 0; i < last; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(y, at + i);
            v = v.add((FloatVector) LOAD.invokeExact(b, atB + i)).max(0);
            STORE.invokeExact(v, y, at + i);
        }
        STORE.invokeExact(end, y, at + last);
    }

    // --------------------------------------------------------------------------------- gradients

    /** dx = dy f'(x) from the output y = f(x), of whole vectors. */
    static void gradient(Activation activation, Floats y, Floats dy, Floats dx, int n)
            throws Throwable {
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            gradientOfTile(
                    activation,
                    VectorMemory.of(y),
                    VectorMemory.position(y.plus(start)),
                    VectorMemory.of(dy),
                    VectorMemory.position(dy.plus(start)),
                    VectorMemory.of(dx),
                    VectorMemory.position(dx.plus(start)),
                    length * Float.BYTES);
        }
    }

    private static void gradientOfTile(
            Activation activation,
            Object y,
            int atY,
            Object dy,
            int atDy,
            Object dx,
            int atDx,
            int bytes)
            throws Throwable {
        switch (activation) {
            case IDENTITY ->
                    throw new IllegalArgumentException("the identity passes its gradient on");
            case RELU -> relu(y, atY, dy, atDy, dx, atDx, bytes);
            case TANH -> tanh(y, atY, dy, atDy, dx, atDx, bytes);
            case SIGMOID -> sigmoid(y, atY, dy, atDy, dx, atDx, bytes);
            case SOFTPLUS -> {
                VectorLoops.negate(y, atY, dx, atDx, bytes);
                VectorLoops.expm1(dx, atDx, dx, atDx, bytes);
                minusProduct(dx, atDx, dy, atDy, dx, atDx, bytes);
            }
            case ELU -> elu(y, atY, dy, atDy, dx, atDx, bytes);
        }
    }

    private static void relu(Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes)
            throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(y, atY + i);
            FloatVector g = (FloatVector) LOAD.invokeExact(dy, atDy + i);
            g = FloatVector.zero(SPECIES).blend(g, v.compare(VectorOperators.GT, 0));
            STORE.invokeExact(g, dx, atDx + i);
        }
    }

    private static void tanh(Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes)
            throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(y, atY + i);
            FloatVector g = (FloatVector) LOAD.invokeExact(dy, atDy + i);
            g = g.sub(g.mul(v.mul(v)));
            STORE.invokeExact(g, dx, atDx + i);
        }
    }

    private static void sigmoid(
            Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes)
            throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(y, atY + i);
            FloatVector g = (FloatVector) LOAD.invokeExact(dy, atDy + i);
            g = g.mul(v.sub(v.mul(v)));
            STORE.invokeExact(g, dx, atDx + i);
        }
    }

    private static void elu(Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes)
            throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(y, atY + i);
            FloatVector g = (FloatVector) LOAD.invokeExact(dy, atDy + i);
            g = g.mul(v.min(0).add(1));
            STORE.invokeExact(g, dx, atDx + i);
        }
    }

    /** -(y dy): that of softplus, with e^-y - 1 in the place of y. */
    private static void minusProduct(
            Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes)
            throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(y, atY + i);
            FloatVector g = (FloatVector) LOAD.invokeExact(dy, atDy + i);
            g = g.mul(v).neg();
            STORE.invokeExact(g, dx, atDx + i);
        }
    }
}
