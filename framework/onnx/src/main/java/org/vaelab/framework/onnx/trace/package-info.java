// SPDX-License-Identifier: Apache-2.0

/**
 * Records programs over tensors as graphs. The operations of a {@link
 * org.vaelab.framework.onnx.trace.TracedProgram} become a {@link
 * org.vaelab.framework.onnx.trace.Graph} for any number of rows.
 *
 * <p>A program is any Java code. It runs twice, on batches of two sizes, on a backend that records
 * each operation. An integer that differs must be a multiple of the batch size, and becomes one in
 * the graph. An error, with its location, is raised if Java reads numbers of the inputs, or creates
 * numbers that depend on them.
 *
 * <p>The package depends on tensors alone, not on models or a file format.
 */
@NullMarked
package org.vaelab.framework.onnx.trace;

import org.jspecify.annotations.NullMarked;
