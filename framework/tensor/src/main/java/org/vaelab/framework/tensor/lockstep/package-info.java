// SPDX-License-Identifier: Apache-2.0

/**
 * Several runtimes as one batched program: what programs that differ in their numbers alone ask of a
 * backend, such as the same training under several seeds, is done in one operation with a leading
 * axis of members.
 *
 * <p>A {@link org.vaelab.framework.tensor.lockstep.Lockstep} gives each of its members a backend of its
 * own. A member's operations are written down, not carried out, until it asks for values; when all
 * have asked, those whose programs are the same are carried out together. The members know nothing of
 * one another, and whoever computes with them knows nothing of this package: a program that goes a way
 * of its own is carried out alone.
 *
 * <p>What is written down also shows when a program comes again. With
 * {@link org.vaelab.framework.tensor.lockstep.Lockstep#capturing} the backend then captures what computes
 * in it, and carries it out as a whole.
 */
@NullMarked
package org.vaelab.framework.tensor.lockstep;

import org.jspecify.annotations.NullMarked;
