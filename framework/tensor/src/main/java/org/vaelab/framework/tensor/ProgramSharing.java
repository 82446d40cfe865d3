// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

/**
 * Options to run equal programs of several runtimes together, and to capture repeated programs.
 *
 * @param members the number of runtimes whose equal programs run as one
 * @param captured whether a repeated program is captured and run as a whole
 */
public record ProgramSharing(int members, boolean captured) {}
