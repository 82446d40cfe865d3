// SPDX-License-Identifier: Apache-2.0

/**
 * The command line: options, exit codes, standard output and standard error. No other package
 * writes to these two. A command is one class: its fields are its options, and {@code run} or
 * {@code use} does its work with the other packages. To add one, write the class and name it in
 * {@link org.vaelab.experiments.cli.Main}.
 */
@NullMarked
package org.vaelab.experiments.cli;

import org.jspecify.annotations.NullMarked;
