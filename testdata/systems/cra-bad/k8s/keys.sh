#!/bin/sh
cra auth create-key --name berth-planner --roles planner,viewer
