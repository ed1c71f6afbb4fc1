package dev.corral.monitor;

/**
 * The thread of a task at one moment.
 *
 * @param id the thread's id
 * @param virtual whether it is a virtual thread
 * @param state its state
 */
public record ThreadSnapshot(long id, boolean virtual, Thread.State state) {

}
