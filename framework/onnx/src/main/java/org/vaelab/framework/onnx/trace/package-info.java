// SPDX-License-Identifier: Apache-2.0

/**
 * Programs over tensors written down as graphs: what a {@link
 * org.vaelab.framework.onnx.trace.TracedProgram} asks of a backend becomes a {@link
 * org.vaelab.framework.onnx.trace.Graph} of any number of rows.
 *
 * <p>A program is any Java. It is carried out twice, on batches of two sizes, by a backend that notes
 * each operation; an integer that differs must be a multiple of the batch, and becomes one in the graph.
 * What a graph cannot say is refused, with where it stands: numbers of the inputs that Java reads, numbers
 * that Java makes and that differ with them.
 *
 * <p>Depends on the tensors alone, and knows neither models nor a file format.
 */
@NullMarked
package org.vaelab.framework.onnx.trace;

import org.jspecify.annotations.NullMarked;
