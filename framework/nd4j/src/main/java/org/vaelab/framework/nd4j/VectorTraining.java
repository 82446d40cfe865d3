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

/** Loops of a training step: bias and activation gradients of a dense layer, Adam, column sums. */
final class VectorTraining {

    private VectorTraining() {}

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

    // -------------------------------------------------------------------------------------- Adam

    /** A step of Adam, of whole vectors. */
    static void adam(Kernels.AdamConstants c, Floats w, Floats g, Floats m, Floats v, int n)
            throws Throwable {
        adam(
                c,
                VectorMemory.of(w),
                VectorMemory.position(w),
                VectorMemory.of(g),
                VectorMemory.position(g),
                VectorMemory.of(m),
                VectorMemory.position(m),
                VectorMemory.of(v),
                VectorMemory.position(v),
                n * Float.BYTES);
    }

    private static void adam(
            Kernels.AdamConstants c,
            Object w,
            int atW,
            Object g,
            int atG,
            Object m,
            int atM,
            Object v,
            int atV,
            int bytes)
            throws Throwable {
        float beta1 = c.beta1();
        float rest1 = c.rest1();
        float beta2 = c.beta2();
        float rest2 = c.rest2();
        float correction = c.correction();
        float epsilon = c.epsilon();
        float rate = c.rate();
        float decay = c.decay();
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector gradient = (FloatVector) LOAD.invokeExact(g, atG + i);
            FloatVector first = (FloatVector) LOAD.invokeExact(m, atM + i);
            FloatVector second = (FloatVector) LOAD.invokeExact(v, atV + i);
            FloatVector value = (FloatVector) LOAD.invokeExact(w, atW + i);
            first = first.mul(beta1).add(gradient.mul(rest1));
            second = second.mul(beta2).add(gradient.mul(gradient).mul(rest2));
            FloatVector scale = second.mul(correction).sqrt().add(epsilon);
            value = value.mul(decay).sub(first.div(scale).mul(rate));
            STORE.invokeExact(first, m, atM + i);
            STORE.invokeExact(second, v, atV + i);
            STORE.invokeExact(value, w, atW + i);
        }
    }

    // --------------------------------------------------------------------------------------- sums

    /** Adds up columns, of whole vectors, in the order that {@link Kernels} says. */
    static void columnSums(Floats a, int rows, int width, Floats sums, int columns)
            throws Throwable {
        Object memory = VectorMemory.of(a);
        int position = VectorMemory.position(a);
        Object target = VectorMemory.of(sums);
        int atTarget = VectorMemory.position(sums);
        for (int i = 0; i < columns * Float.BYTES; i += STEP) {
            column(memory, position + i, rows, width * Float.BYTES, target, atTarget + i);
        }
    }

    private static void column(Object a, int position, int rows, int step, Object sums, int atSums)
            throws Throwable {
        FloatVector sum = FloatVector.zero(SPECIES);
        FloatVector rest = FloatVector.zero(SPECIES);
        int row = 0;
        int at = position;
        while (row < rows) {
            int end = Math.min(rows, row + Kernels.ROWS_AT_ONCE);
            FloatVector x = (FloatVector) LOAD.invokeExact(a, at);
            at += step;
            for (int next = row + 1; next < end; next++) {
                x = x.add((FloatVector) LOAD.invokeExact(a, at));
                at += step;
            }
            row = end;
            FloatVector s = sum.add(x);
            FloatVector part = s.sub(sum);
            rest = rest.add(sum.sub(s.sub(part)).add(x.sub(part)));
            sum = s;
        }
        // The rest of an infinite sum is not a number.
        sum = sum.blend(sum.add(rest), rest.compare(VectorOperators.EQ, rest));
        STORE.invokeExact(sum, sums, atSums);
    }
}
