// SPDX-License-Identifier: Apache-2.0

/**
 * The command line: arguments, exit codes, and standard output and standard error, to which no other
 * package writes. What a command does belongs to the other packages.
 */
@NullMarked
package org.vaelab.experiments.cli;

import org.jspecify.annotations.NullMarked;
