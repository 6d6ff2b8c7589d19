import type { BoardProgram } from "./program.js";

/** An expression: 1 where the board has a button of its own, else 0. */
export const HAS_BUTTON = "(global.BTN||global.BTN1)?1:0";

/**
 * A program that also says "button" with 1 each time the board's own button is pressed, and with 0 when it is let go. Where
 * there is no button, or none that can be watched, it is the program as it was.
 */
export const watchingButton = ({ start, stop }: BoardProgram): BoardProgram => ({
  start: `${start}
try{if(p.button=global.BTN||global.BTN1){
${TAKE_LAUNCHER}
p.watch=setWatch(function(e){p.say("button",e.state?1:0)},p.button,{repeat:true,edge:"both",debounce:25})
}}catch(e){}`,
  stop: `try{if(p.watch)clearWatch(p.watch);${GIVE_LAUNCHER}}catch(e){};${stop}`,
});

// A watch that shows its clock would load the launcher at a press, and that ends all that runs. So the clock's one watch of
// the button is taken away, and put back as the firmware sets it (Bangle.setUI).
const TAKE_LAUNCHER =
  "if(global.Bangle&&Bangle.CLOCK&&Bangle.btnWatches&&Bangle.btnWatches.length==1){Bangle.btnWatches.forEach(clearWatch);p.free=Bangle.btnWatches=[]}";
const GIVE_LAUNCHER =
  'if(p.free&&Bangle.btnWatches===p.free)Bangle.btnWatches=[setWatch(Bangle.showLauncher,global.BTN2||BTN1,{repeat:1,edge:"rising"})]';
