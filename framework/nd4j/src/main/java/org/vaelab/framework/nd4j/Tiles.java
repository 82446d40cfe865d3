// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

/**
 * The scratch arrays of a thread, through which all work passes. A tile stays in the first-level
 * cache; loops over Java arrays are compiled to vector instructions, loops over native memory are
 * not.
 */
final class Tiles {

    static final int LENGTH = 2048;

    final FloatKernels kernels = new FloatKernels();
    final float[] floatsA = new float[LENGTH];
    final float[] floatsB = new float[LENGTH];
    final float[] floatsC = new float[LENGTH];
    final float[] floatsD = new float[LENGTH];
    final double[] doublesA = new double[LENGTH];
    final double[] doublesB = new double[LENGTH];
    final double[] doublesC = new double[LENGTH];
    final int[] intsA = new int[LENGTH];
    final int[] intsB = new int[LENGTH];

    /** Where numbers of other types are converted to and from doubles. */
    final float[] convertedFloats = new float[LENGTH];

    final int[] convertedInts = new int[LENGTH];
}
