// SPDX-License-Identifier: Apache-2.0

/**
 * The command line: options, exit codes, standard output and standard error. No other package
 * writes to these two. A command is one class whose fields are its options. Its {@code run} or
 * {@code use} does the work with the other packages. To add a command, write the class and name it
 * in {@link org.vaelab.experiments.cli.Main}.
 */
@NullMarked
package org.vaelab.experiments.cli;

import org.jspecify.annotations.NullMarked;
