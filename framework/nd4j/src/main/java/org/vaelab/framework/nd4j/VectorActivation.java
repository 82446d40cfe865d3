// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.VectorMemory.LANES;
import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.load;
import static org.vaelab.framework.nd4j.VectorMemory.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.vaelab.framework.tensor.Activation;

/**
 * Activations of a dense layer with its bias, and their gradients. One loop for each: a loop over a
 * function that is passed to it would make an object of every vector.
 */
final class VectorActivation {

    private VectorActivation() {}

    /** Overwrites rows, of a vector at least, by the activation of their sum with the bias. */
    static void apply(Activation activation, Floats bias, Floats y, int rows, int width) {
        Object b = VectorMemory.of(bias);
        int atB = VectorMemory.position(bias);
        Object memory = VectorMemory.of(y);
        int position = VectorMemory.position(y);
        int last = (width - LANES) * Float.BYTES;
        for (int row = 0; row < rows; row++) {
            int at = position + row * width * Float.BYTES;
            switch (activation) {
                case IDENTITY -> identity(b, atB, memory, at, last);
                case RELU -> relu(b, atB, memory, at, last);
                case TANH -> tanh(b, atB, memory, at, last);
                case SIGMOID -> sigmoid(b, atB, memory, at, last);
                case SOFTPLUS -> softplus(b, atB, memory, at, last);
                case ELU -> elu(b, atB, memory, at, last);
            }
        }
    }

    // The last vector may overlap the one before, so it is computed before that is overwritten.

    private static void identity(Object b, int atB, Object y, int at, int last) {
        FloatVector end = load(y, at + last).add(load(b, atB + last));
        for (int i = 0; i < last; i += STEP) {
            store(load(y, at + i).add(load(b, atB + i)), y, at + i);
        }
        store(end, y, at + last);
    }

    private static void relu(Object b, int atB, Object y, int at, int last) {
        FloatVector end = load(y, at + last).add(load(b, atB + last)).max(0);
        for (int i = 0; i < last; i += STEP) {
            store(load(y, at + i).add(load(b, atB + i)).max(0), y, at + i);
        }
        store(end, y, at + last);
    }

    private static void tanh(Object b, int atB, Object y, int at, int last) {
        FloatVector end = VectorFunctions.tanh(load(y, at + last).add(load(b, atB + last)));
        for (int i = 0; i < last; i += STEP) {
            store(VectorFunctions.tanh(load(y, at + i).add(load(b, atB + i))), y, at + i);
        }
        store(end, y, at + last);
    }

    private static void sigmoid(Object b, int atB, Object y, int at, int last) {
        FloatVector end = VectorFunctions.sigmoid(load(y, at + last).add(load(b, atB + last)));
        for (int i = 0; i < last; i += STEP) {
            store(VectorFunctions.sigmoid(load(y, at + i).add(load(b, atB + i))), y, at + i);
        }
        store(end, y, at + last);
    }

    private static void softplus(Object b, int atB, Object y, int at, int last) {
        FloatVector end = VectorFunctions.softplus(load(y, at + last).add(load(b, atB + last)));
        for (int i = 0; i < last; i += STEP) {
            store(VectorFunctions.softplus(load(y, at + i).add(load(b, atB + i))), y, at + i);
        }
        store(end, y, at + last);
    }

    private static void elu(Object b, int atB, Object y, int at, int last) {
        FloatVector end = VectorFunctions.elu(load(y, at + last).add(load(b, atB + last)));
        for (int i = 0; i < last; i += STEP) {
            store(VectorFunctions.elu(load(y, at + i).add(load(b, atB + i))), y, at + i);
        }
        store(end, y, at + last);
    }

    // ---------------------------------------------------------------------------------- gradients

    /** Writes n elements, whole vectors, of dy f'(x) from the output y = f(x). */
    static void gradient(Activation activation, Floats y, Floats dy, Floats dx, int n) {
        Object a = VectorMemory.of(y);
        int atA = VectorMemory.position(y);
        Object b = VectorMemory.of(dy);
        int atB = VectorMemory.position(dy);
        Object c = VectorMemory.of(dx);
        int atC = VectorMemory.position(dx);
        int bytes = n * Float.BYTES;
        switch (activation) {
            case IDENTITY ->
                    throw new IllegalArgumentException("the identity passes its gradient on");
            case RELU -> reluGradient(a, atA, b, atB, c, atC, bytes);
            case TANH -> tanhGradient(a, atA, b, atB, c, atC, bytes);
            case SIGMOID -> sigmoidGradient(a, atA, b, atB, c, atC, bytes);
            case SOFTPLUS -> softplusGradient(a, atA, b, atB, c, atC, bytes);
            case ELU -> eluGradient(a, atA, b, atB, c, atC, bytes);
        }
    }

    private static void reluGradient(
            Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes) {
        FloatVector zero = FloatVector.zero(VectorMemory.SPECIES);
        for (int i = 0; i < bytes; i += STEP) {
            var positive = load(y, atY + i).compare(VectorOperators.GT, 0);
            store(zero.blend(load(dy, atDy + i), positive), dx, atDx + i);
        }
    }

    private static void tanhGradient(
            Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector output = load(y, atY + i);
            FloatVector upstream = load(dy, atDy + i);
            store(upstream.sub(upstream.mul(output.mul(output))), dx, atDx + i);
        }
    }

    private static void sigmoidGradient(
            Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector output = load(y, atY + i);
            store(load(dy, atDy + i).mul(output.sub(output.mul(output))), dx, atDx + i);
        }
    }

    private static void softplusGradient(
            Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector slope = VectorFunctions.expm1(load(y, atY + i).neg());
            store(load(dy, atDy + i).mul(slope).neg(), dx, atDx + i);
        }
    }

    private static void eluGradient(
            Object y, int atY, Object dy, int atDy, Object dx, int atDx, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector slope = load(y, atY + i).min(0).add(1);
            store(load(dy, atDy + i).mul(slope), dx, atDx + i);
        }
    }
}
