// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

/**
 * Scratch arrays through which all element-wise work passes. A tile stays in the first-level cache;
 * loops over Java arrays are compiled to vector instructions, loops over native memory are not.
 */
final class Tiles {

    static final int LENGTH = 2048;

    final float[] floatsA = new float[LENGTH];
    final float[] floatsB = new float[LENGTH];
    final float[] floatsC = new float[LENGTH];
    final float[] floatsD = new float[LENGTH];
    final double[] doublesA = new double[LENGTH];
    final double[] doublesB = new double[LENGTH];
    final double[] doublesC = new double[LENGTH];
    final double[] doublesD = new double[LENGTH];
    final int[] intsA = new int[LENGTH];
    final int[] intsB = new int[LENGTH];

    private static final int SCRATCH = 2;

    private final NativeBlock scratch = new NativeBlock((long) SCRATCH * LENGTH * Float.BYTES);

    /** Returns native scratch memory of a tile, one of two. */
    Floats scratch(int index) {
        return new Floats(scratch, index * LENGTH);
    }

    void free() {
        scratch.free();
    }
}
